package io.latentmill.job.sink.metadata;

import io.latentmill.job.columns.OutputColumn;
import io.latentmill.job.columns.OutputColumn.Presence;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.RequestColumn;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of the metadata, derived from the plan's. The image itself, its file name and the
 * latents' bytes are not among them: every format puts these where it keeps them ({@link
 * FormatColumns}). Thread-safe.
 */
public final class MetadataSchema implements Serializable {
  private static final long serialVersionUID = 1L;

  private final StructType plan;
  private final MetadataOptions options;
  private final ArrayList<String> names;
  private final StructType columns;
  private final ArrayList<String> passthrough;

  private MetadataSchema(StructType plan, MetadataOptions options) {
    this.plan = plan;
    this.options = options;
    this.passthrough = new ArrayList<>(passthrough(plan));
    this.names = names(plan, options);
    this.columns = columns(plan, options.extras().types(), names, passthrough);
  }

  /**
   * The metadata of a plan.
   *
   * @param plan the plan's columns; those that start with an underscore are the planner's own and
   *     stay out, unknown ones pass through
   */
  public static MetadataSchema of(StructType plan, MetadataOptions options) {
    return new MetadataSchema(plan, options);
  }

  /** The columns without image, file name and latents' bytes. */
  public StructType columns() {
    return columns;
  }

  private static StructType columns(
      StructType plan, Map<String, DataType> extras, List<String> names, List<String> passthrough) {
    StructType type = new StructType();
    for (String name : names) {
      type = type.add(name, extras.containsKey(name) ? extras.get(name) : type(name, plan));
    }
    return withPassthrough(type, plan, passthrough);
  }

  /** All columns but those that pass through. An older plan lacks columns that are new. */
  private static ArrayList<String> names(StructType plan, MetadataOptions options) {
    List<String> size = List.of(RequestColumn.WIDTH.label(), RequestColumn.HEIGHT.label());
    ArrayList<String> names = new ArrayList<>();
    names.add(RequestColumn.ID.label());
    names.addAll(OutputColumn.labels(Presence.BEFORE_THE_PROMPT));
    Stream.of(RequestColumn.values())
        .map(RequestColumn::label)
        .filter(name -> !names.contains(name) && !size.contains(name))
        // The model that a row names is the one that the output names.
        .filter(name -> OutputColumn.ofName(name).isEmpty())
        .filter(name -> plan.getFieldIndex(name).isDefined())
        .forEach(names::add);
    names.addAll(size);
    names.addAll(
        options.latents()
            ? OutputColumn.labels(Presence.ALWAYS, Presence.WITH_LATENTS)
            : OutputColumn.labels(Presence.ALWAYS));
    names.addAll(options.extras().types().keySet());
    return names;
  }

  private static DataType type(String name, StructType plan) {
    return OutputColumn.ofName(name)
        .map(OutputColumn::type)
        .orElseGet(() -> RequestColumns.type(name, plan));
  }

  private static StructType withPassthrough(
      StructType type, StructType plan, List<String> passthrough) {
    StructType extended = type;
    for (String name : passthrough) {
      StructField field = plan.apply(name);
      extended =
          extended.add(
              freeName(name, extended), MapEntries.type(field.dataType()), true, field.metadata());
    }
    return extended;
  }

  /** Parquet readers that ignore case must find every column once. */
  private static String freeName(String name, StructType taken) {
    Set<String> names =
        Stream.concat(
                Stream.of(OutputColumn.values()).map(OutputColumn::label),
                Stream.of(taken.fieldNames()))
            .map(used -> used.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    String free = name;
    while (names.contains(free.toLowerCase(Locale.ROOT))) {
      free = "input_" + free;
    }
    return free;
  }

  private static List<String> passthrough(StructType plan) {
    Set<String> planned =
        Stream.of(RequestColumn.values()).map(RequestColumn::label).collect(Collectors.toSet());
    return Stream.of(plan.fieldNames())
        .filter(name -> !name.startsWith("_") && !planned.contains(name))
        .toList();
  }

  /** What is the same for all rows. */
  public MetadataOptions options() {
    return options;
  }

  /** The columns that passed through, by their names in the metadata. */
  public List<String> passthrough() {
    List<String> names = List.of(columns.fieldNames());
    return names.subList(names.size() - passthrough.size(), names.size());
  }

  /**
   * A row and what became of it.
   *
   * @param planned with the plan's schema
   * @param image the encoded image, exactly if {@code result} is generated; not copied
   * @throws IllegalArgumentException if the result is of another row, or image and result disagree
   */
  public Sample sample(Row planned, GenerationResult result, Optional<byte[]> image) {
    return sample(planned, Outcome.of(result), image);
  }

  /**
   * As {@link #sample(Row, GenerationResult, Optional)}, with what is known of the image.
   *
   * @throws IllegalArgumentException if the result is of another row, or image and result disagree
   */
  public Sample sample(Row planned, Outcome reached, Optional<byte[]> image) {
    GenerationResult result = reached.result();
    String id = (String) value(planned, RequestColumn.ID.label());
    if (!id.equals(result.id())) {
      throw new IllegalArgumentException(
          "Cannot describe row " + id + " with the result of row " + result.id());
    }
    if (image.isPresent() != result instanceof GenerationResult.Generated) {
      throw new IllegalArgumentException("Row " + id + " is generated exactly if it has an image");
    }
    OutcomeColumns outcome = OutcomeColumns.of(reached, image, options, model(planned));
    return new Sample(SampleKey.of(id), row(planned, outcome), image, outcome.latents());
  }

  /** A generated row's columns before its image is encoded, whose digest they lack. */
  public Row judged(Row planned, Outcome outcome) {
    return row(planned, OutcomeColumns.of(outcome, Optional.empty(), options, model(planned)));
  }

  private Row row(Row planned, OutcomeColumns outcome) {
    List<Object> values = new ArrayList<>(columns.length());
    for (String name : names) {
      values.add(isOwn(name) ? outcome.columns().get(name) : request(planned, name));
    }
    passthrough.forEach(
        name ->
            values.add(
                MapEntries.conversion(plan.apply(name).dataType()).apply(value(planned, name))));
    return new GenericRowWithSchema(values.toArray(), columns);
  }

  private boolean isOwn(String name) {
    return OutputColumn.ofName(name).isPresent() || options.extras().types().containsKey(name);
  }

  private Object value(Row planned, String name) {
    return planned.get(plan.fieldIndex(name));
  }

  private Object request(Row planned, String name) {
    boolean sampler = name.equals(RequestColumn.SAMPLER.label());
    Object value = value(planned, name);
    if (value == null) {
      return sampler ? ownSampler(planned) : null;
    }
    return RequestColumns.conversion(name, plan).apply(value);
  }

  /**
   * The plan names no sampler for rows that take the checkpoint's own: by its name it would be
   * another, without what the checkpoint leaves open. Refused rows have what they asked for.
   */
  private Object ownSampler(Row planned) {
    return value(planned, "_invalid") == null
        ? options.model(model(planned)).orElseThrow().ownSampler()
        : null;
  }

  /** What the row names; older plans have no such column. */
  private Optional<String> model(Row planned) {
    String column = RequestColumn.MODEL.label();
    return plan.getFieldIndex(column).isDefined()
        ? Optional.ofNullable((String) value(planned, column))
        : Optional.empty();
  }
}

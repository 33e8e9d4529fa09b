package io.latentmill.job.sink.metadata;

import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.QualityFlag;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of the metadata, derived from the plan's. The image itself, its file name and the
 * latents' bytes are not among them: every format puts these where it keeps them ({@link
 * FormatColumns}). Thread-safe.
 */
public final class MetadataSchema implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final List<String> BEFORE = List.of("id", "status", "failure_kind", "message");
  private static final List<String> OWN =
      Stream.of(
              BEFORE,
              PromptColumns.NAMES,
              List.of("image", "file_name", "width", "height", "format", "image_sha256"),
              List.of("latents", "latents_shape", "scaling_factor"),
              List.of("model", "model_sha256", "flags"))
          .flatMap(List::stream)
          .toList();

  private final StructType plan;
  private final MetadataOptions options;
  private final StructType columns;
  private final ArrayList<String> passthrough;

  private MetadataSchema(StructType plan, MetadataOptions options) {
    this.plan = plan;
    this.options = options;
    this.passthrough = new ArrayList<>(passthrough(plan));
    this.columns = columns(plan, options, passthrough);
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
      StructType plan, MetadataOptions options, List<String> passthrough) {
    StructType type = new StructType();
    for (String name : BEFORE) {
      type = type.add(name, DataTypes.StringType);
    }
    for (String name : PromptColumns.NAMES) {
      type = type.add(name, PromptColumns.type(plan.apply(name)));
    }
    type =
        type.add("width", DataTypes.IntegerType)
            .add("height", DataTypes.IntegerType)
            .add("format", DataTypes.StringType)
            .add("image_sha256", DataTypes.StringType);
    if (options.latents()) {
      type =
          type.add("latents_shape", DataTypes.createArrayType(DataTypes.IntegerType))
              .add("scaling_factor", DataTypes.DoubleType);
    }
    type =
        type.add("model", DataTypes.StringType)
            .add("model_sha256", DataTypes.StringType)
            .add("flags", DataTypes.createArrayType(DataTypes.StringType));
    return withPassthrough(type, plan, passthrough);
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
        Stream.concat(OWN.stream(), Stream.of(taken.fieldNames()))
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
        Stream.concat(Stream.of("id", "width", "height"), PromptColumns.NAMES.stream())
            .collect(Collectors.toSet());
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
    String id = (String) value(planned, "id");
    if (!id.equals(result.id())) {
      throw new IllegalArgumentException(
          "Cannot describe row " + id + " with the result of row " + result.id());
    }
    if (image.isPresent() != result instanceof GenerationResult.Generated) {
      throw new IllegalArgumentException("Row " + id + " is generated exactly if it has an image");
    }
    Outcome outcome = Outcome.of(result, image, options);
    return new Sample(SampleKey.of(id), row(planned, outcome), image, outcome.latents());
  }

  private Row row(Row planned, Outcome outcome) {
    List<Object> values = new ArrayList<>(columns.length());
    values.add(value(planned, "id"));
    values.add(outcome.status());
    values.add(outcome.failureKind());
    values.add(outcome.message());
    for (String name : PromptColumns.NAMES) {
      values.add(name.equals("sampler") ? sampler(planned) : effective(planned, name));
    }
    values.add(value(planned, "width"));
    values.add(value(planned, "height"));
    values.add(outcome.format());
    values.add(outcome.imageSha256());
    if (options.latents()) {
      values.add(outcome.latentsShape());
      values.add(outcome.scalingFactor());
    }
    values.add(options.model());
    values.add(options.modelSha256());
    values.add(outcome.flags());
    passthrough.forEach(
        name ->
            values.add(
                MapEntries.conversion(plan.apply(name).dataType()).apply(value(planned, name))));
    return new GenericRowWithSchema(values.toArray(), columns);
  }

  private Object value(Row planned, String name) {
    return planned.get(plan.fieldIndex(name));
  }

  /**
   * The plan names no sampler for rows that take the checkpoint's own: by its name it would be
   * another, without what the checkpoint leaves open. Refused rows have what they asked for.
   */
  private Object sampler(Row planned) {
    boolean own = value(planned, "sampler") == null && value(planned, "_invalid") == null;
    return own ? options.ownSampler() : value(planned, "sampler");
  }

  private Object effective(Row planned, String name) {
    Object value = value(planned, name);
    return value == null ? null : PromptColumns.conversion(plan.apply(name)).apply(value);
  }

  /** The label of a quality flag in the column {@code flags}. */
  static String[] labels(Set<QualityFlag> flags) {
    return flags.stream().sorted().map(QualityFlag::label).toArray(String[]::new);
  }
}

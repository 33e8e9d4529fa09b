package io.latentmill.job.plan.table;

import io.latentmill.job.columns.OutputColumn;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.RequestColumn;
import io.latentmill.udf.sql.row.ColumnReader;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What each column of a prompt table is to us. Made once, in the driver, before any row is read.
 */
public final class SourceSchema {
  /** Columns that the planner puts beside the table's. */
  private static final Set<String> OURS =
      Set.of(TableOrder.PATH, TableOrder.BLOCK, TableOrder.INDEX, SourceTable.DAMAGED);

  /**
   * A column of the table.
   *
   * @param name in the table
   * @param request empty: passes through
   * @param field as the plan has it
   */
  public record Column(String name, RequestColumn request, StructField field)
      implements Serializable {
    /** The column of requests that it fills; empty if it passes through. */
    public Optional<RequestColumn> asRequest() {
      return Optional.ofNullable(request);
    }
  }

  private final String table;
  private final List<Column> columns = new ArrayList<>();

  /**
   * Sorts out a table's columns.
   *
   * @param without columns of requests that the run has no use for: they pass through
   * @throws LatentmillException (user) if there is no prompt, a column has a type that cannot
   *     serve, or two columns differ only in case, which Spark does not tell apart
   */
  SourceSchema(String table, StructType schema, TableFormat format, Set<RequestColumn> without) {
    this.table = table;
    refuseOurs(schema);
    refuseAmbiguity(schema);
    Set<String> taken = lowerCase(schema);
    for (StructField field : schema.fields()) {
      Optional<RequestColumn> request =
          RequestColumn.ofName(field.name()).filter(column -> !without.contains(column));
      request.ifPresent(column -> checkType(column, field, format));
      StructField planned = request.isPresent() ? field : passthrough(field, taken);
      columns.add(new Column(field.name(), request.orElse(null), planned));
    }
    requirePrompt(schema);
  }

  /** All columns, in table order. */
  public List<Column> columns() {
    return List.copyOf(columns);
  }

  /** Whether it has a column of requests. */
  public boolean has(RequestColumn column) {
    return columns.stream().anyMatch(it -> it.request() == column);
  }

  /** Those that pass through, named as in the plan. */
  public List<StructField> passthrough() {
    return columns.stream().filter(it -> it.asRequest().isEmpty()).map(Column::field).toList();
  }

  private void requirePrompt(StructType schema) {
    if (columns.stream().noneMatch(it -> it.request() == RequestColumn.PROMPT)) {
      throw LatentmillException.user(
          "Cannot read prompt table %s: %s",
          table,
          schema.isEmpty()
              ? "it holds no rows, or none that can be read"
              : "no column prompt among " + String.join(", ", schema.fieldNames()));
    }
  }

  private void checkType(RequestColumn column, StructField field, TableFormat format) {
    if (!ColumnReader.of(column.kind()).serves(field.dataType(), format.fromText())) {
      throw LatentmillException.user(
          "Cannot read prompt table %s: column %s is %s, not %s",
          table, field.name(), field.dataType().simpleString(), column.kind().description());
    }
  }

  private void refuseOurs(StructType schema) {
    for (String name : schema.fieldNames()) {
      if (OURS.contains(lower(name))) {
        throw LatentmillException.user(
            "Cannot read prompt table %s: column %s has a name that the planner uses itself",
            table, name);
      }
    }
  }

  private void refuseAmbiguity(StructType schema) {
    Map<String, String> seen = new HashMap<>();
    for (String name : schema.fieldNames()) {
      String other = seen.put(name.toLowerCase(Locale.ROOT), name);
      if (other != null) {
        throw LatentmillException.user(
            "Cannot read prompt table %s: columns %s and %s differ only in case",
            table, other, name);
      }
    }
  }

  private static Set<String> lowerCase(StructType schema) {
    Set<String> names = new HashSet<>();
    for (String name : schema.fieldNames()) {
      names.add(name.toLowerCase(Locale.ROOT));
    }
    return names;
  }

  /** A field under a name that neither the plan, the output nor another column has. */
  private static StructField passthrough(StructField field, Set<String> taken) {
    String name = field.name();
    while (clashes(name) || !name.equals(field.name()) && taken.contains(lower(name))) {
      name = "input_" + name;
    }
    taken.add(lower(name));
    boolean untyped = field.dataType() instanceof NullType;
    return DataTypes.createStructField(
        name, untyped ? DataTypes.StringType : field.dataType(), true, field.metadata());
  }

  private static boolean clashes(String name) {
    return name.startsWith("_") || OutputColumn.ofName(name).isPresent();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}

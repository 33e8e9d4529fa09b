package io.latentmill.job.plan;

import io.latentmill.udf.sql.RequestRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Takes a prompt table's rows to normalised ones, each by itself. What leaves has the request's
 * columns (id and seed still null where the table has none), those passed through, table order, and
 * what the row is to be told apart by.
 */
final class NormaliseRow implements MapFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private static final StructType OWN =
      new StructType()
          .add(PlanColumns.PATH, DataTypes.StringType, false)
          .add(PlanColumns.BLOCK, DataTypes.LongType, false)
          .add(PlanColumns.INDEX, DataTypes.LongType, false)
          .add(PlanColumns.SOURCE, DataTypes.StringType, false)
          .add(PlanColumns.EXPLICIT, DataTypes.BooleanType, false)
          .add(PlanColumns.IMAGES, DataTypes.IntegerType, false)
          .add(PlanColumns.DIGEST, DataTypes.StringType, false)
          .add(PlanColumns.BUCKET, DataTypes.StringType, false)
          .add(PlanColumns.INVALID, DataTypes.StringType);

  private final ArrayList<SourceSchema.Column> columns;
  private final RowNormaliser normaliser;

  private NormaliseRow(List<SourceSchema.Column> columns, RowNormaliser normaliser) {
    this.columns = new ArrayList<>(columns);
    this.normaliser = normaliser;
  }

  /** The table's rows, normalised. */
  static Dataset<Row> all(SourceTable table, RowNormaliser normaliser) {
    StructType schema = RequestRow.SCHEMA;
    for (StructField field : table.schema().passthrough()) {
      schema = schema.add(field);
    }
    for (StructField field : OWN.fields()) {
      schema = schema.add(field);
    }
    NormaliseRow function = new NormaliseRow(table.schema().columns(), normaliser);
    return table.rows().map(function, Encoders.row(schema));
  }

  @Override
  public Row call(Row row) {
    NormalisedRow normalised = normaliser.normalise(plain(row));
    Row request = PlainRows.encode(normalised.values(), RequestRow.SCHEMA);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < request.length(); i++) {
      values.add(request.get(i));
    }
    for (SourceSchema.Column column : columns) {
      if (column.asRequest().isEmpty()) {
        values.add(row.getAs(column.name()));
      }
    }
    addOwn(row, normalised, values);
    return RowFactory.create(values.toArray());
  }

  private static void addOwn(Row row, NormalisedRow normalised, List<Object> values) {
    values.add(row.getAs(PlanColumns.PATH));
    values.add(row.getAs(PlanColumns.BLOCK));
    values.add(row.getAs(PlanColumns.INDEX));
    values.add(normalised.explicitId().orElseGet(() -> Identity.hash(normalised.digest())));
    values.add(normalised.explicitId().isPresent());
    values.add(normalised.images());
    values.add(normalised.digest());
    values.add(normalised.bucket());
    values.add(normalised.invalid().orElse(null));
  }

  private PlainRow plain(Row row) {
    Map<String, Object> request = new HashMap<>();
    Map<String, Object> passthrough = new HashMap<>();
    for (SourceSchema.Column column : columns) {
      Object value = PlainValues.of(row.getAs(column.name()));
      if (value != null) {
        column
            .asRequest()
            .ifPresentOrElse(
                it -> request.put(it.label(), value), () -> passthrough.put(column.name(), value));
      }
    }
    Optional<String> line = damage(row);
    line.ifPresent(text -> passthrough.put(SourceTable.DAMAGED, text));
    return new PlainRow(
        request,
        passthrough,
        line.map(text -> "the table's line cannot be read: " + Conversions.shown(text)));
  }

  private static Optional<String> damage(Row row) {
    boolean mayBe = row.schema().getFieldIndex(SourceTable.DAMAGED).isDefined();
    return mayBe ? Optional.ofNullable(row.getAs(SourceTable.DAMAGED)) : Optional.empty();
  }
}

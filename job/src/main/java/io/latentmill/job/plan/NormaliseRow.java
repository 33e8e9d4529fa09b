package io.latentmill.job.plan;

import io.latentmill.job.plan.table.SourceSchema;
import io.latentmill.job.plan.table.SourceTable;
import io.latentmill.job.plan.table.TableOrder;
import io.latentmill.udf.sql.row.Conversions;
import io.latentmill.udf.sql.row.Identity;
import io.latentmill.udf.sql.row.NormalisedRow;
import io.latentmill.udf.sql.row.PlainRow;
import io.latentmill.udf.sql.row.PlainRows;
import io.latentmill.udf.sql.row.PlainValues;
import io.latentmill.udf.sql.row.RequestRow;
import io.latentmill.udf.sql.row.RowNormaliser;
import java.io.Serializable;
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
          .add(TableOrder.PATH, DataTypes.StringType, false)
          .add(TableOrder.BLOCK, DataTypes.LongType, false)
          .add(TableOrder.INDEX, DataTypes.LongType, false)
          .add(PlanColumns.SOURCE, DataTypes.StringType, false)
          .add(PlanColumns.EXPLICIT, DataTypes.BooleanType, false)
          .add(PlanColumns.IMAGES, DataTypes.IntegerType, false)
          .add(PlanColumns.DIGEST, DataTypes.StringType, false)
          .add(PlanColumns.BUCKET, DataTypes.StringType, false)
          .add(PlanColumns.INVALID, DataTypes.StringType);

  /** A column of the table and where it stands in a row. */
  private record Place(SourceSchema.Column column, int index) implements Serializable {
    boolean passesThrough() {
      return column.asRequest().isEmpty();
    }
  }

  private final ArrayList<Place> columns = new ArrayList<>();
  private final int[] order;
  private final int damage;
  private final RowNormaliser normaliser;

  private NormaliseRow(SourceTable table, RowNormaliser normaliser) {
    List<String> names = List.of(table.rows().columns());
    for (SourceSchema.Column column : table.schema().columns()) {
      columns.add(new Place(column, names.indexOf(column.name())));
    }
    this.order = TableOrder.COLUMNS.stream().mapToInt(names::indexOf).toArray();
    this.damage = names.indexOf(SourceTable.DAMAGED);
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
    NormaliseRow function = new NormaliseRow(table, normaliser);
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
    for (Place place : columns) {
      if (place.passesThrough()) {
        values.add(row.get(place.index()));
      }
    }
    addOwn(row, normalised, values);
    return RowFactory.create(values.toArray());
  }

  private void addOwn(Row row, NormalisedRow normalised, List<Object> values) {
    for (int index : order) {
      values.add(row.get(index));
    }
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
    for (Place place : columns) {
      Object value = PlainValues.of(row.get(place.index()));
      if (value != null) {
        SourceSchema.Column column = place.column();
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

  private Optional<String> damage(Row row) {
    return damage < 0 ? Optional.empty() : Optional.ofNullable(row.getString(damage));
  }
}

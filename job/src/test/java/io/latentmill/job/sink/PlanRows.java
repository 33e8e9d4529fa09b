package io.latentmill.job.sink;

import io.latentmill.udf.sql.row.RequestRow;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/** Rows with the plan's schema and a passthrough column of every type that Parquet can hold. */
public final class PlanRows {
  static final StructType PASSTHROUGH =
      new StructType()
          .add("p_boolean", DataTypes.BooleanType)
          .add("p_byte", DataTypes.ByteType)
          .add("p_short", DataTypes.ShortType)
          .add("p_int", DataTypes.IntegerType)
          .add("p_long", DataTypes.LongType)
          .add("p_float", DataTypes.FloatType)
          .add("p_double", DataTypes.DoubleType)
          .add("p_decimal", DataTypes.createDecimalType(10, 2))
          .add("p_wide_decimal", DataTypes.createDecimalType(38, 6))
          .add("p_string", DataTypes.StringType)
          .add("p_binary", DataTypes.BinaryType)
          .add("p_date", DataTypes.DateType)
          .add("p_timestamp", DataTypes.TimestampType)
          .add("p_timestamp_ntz", DataTypes.TimestampNTZType)
          .add("p_months", DataTypes.createYearMonthIntervalType())
          .add("p_days", DataTypes.createDayTimeIntervalType())
          .add("p_array", DataTypes.createArrayType(DataTypes.IntegerType))
          .add(
              "p_nested",
              new StructType()
                  .add("tags", DataTypes.createArrayType(DataTypes.StringType))
                  .add("at", new StructType().add("day", DataTypes.DateType)));

  public static final StructType SCHEMA = schema();

  private PlanRows() {}

  private static StructType schema() {
    StructType type = RequestRow.SCHEMA;
    for (var field : PASSTHROUGH.fields()) {
      type = type.add(field);
    }
    return type.add("status", DataTypes.StringType)
        .add("_chunk", DataTypes.IntegerType)
        .add("_digest", DataTypes.StringType);
  }

  public static Row row(String id, int index) {
    byte[] inline = "inline image".getBytes(StandardCharsets.UTF_8);
    Object[] prompts = {
      id,
      "a red circle on a blue background, no. " + index,
      index % 2 == 0 ? null : "blurry",
      1000L + index,
      16,
      16,
      30,
      7.5,
      0.0,
      0.0,
      1.0,
      "euler",
      JavaConverters.mapAsScalaMap(
          Map.of("use_karras_sigmas", "true", "timestep_spacing", "trailing")),
      0.0,
      null,
      0.8,
      image("images/init.png", null),
      image(null, inline),
      new Row[] {RowFactory.create("controlnets/canny", image(null, inline), 0.5, 0.0, 1.0)},
      new Row[] {RowFactory.create("loras/style.safetensors", -0.5)},
      new Row[0],
      "plain",
      1
    };
    return new GenericRowWithSchema(
        concat(
            Arrays.copyOf(prompts, RequestRow.SCHEMA.length()),
            passthrough(index),
            "upstream status",
            3,
            "digest"),
        SCHEMA);
  }

  private static Object[] passthrough(int index) {
    return new Object[] {
      true,
      (byte) index,
      (short) index,
      index,
      (long) index,
      0.5f,
      Double.NaN,
      new BigDecimal("12345.67"),
      new BigDecimal("-1.000001"),
      "text ☃",
      new byte[] {1, 2, 3},
      LocalDate.of(1500, 1, 1),
      Timestamp.from(Instant.parse("2026-01-02T03:04:05.678901Z")),
      LocalDateTime.of(2026, 1, 2, 3, 4, 5),
      Period.ofMonths(14),
      Duration.ofHours(25),
      new Integer[] {1, null, 3},
      RowFactory.create(new String[] {"a", "b"}, RowFactory.create(LocalDate.of(2026, 5, 6)))
    };
  }

  private static Row image(String path, byte[] bytes) {
    StructType type = RequestRow.IMAGE;
    return new GenericRowWithSchema(new Object[] {path, bytes}, type);
  }

  private static Object[] concat(Object[] first, Object[] second, Object... rest) {
    return java.util.stream.Stream.of(first, second, rest)
        .flatMap(java.util.Arrays::stream)
        .toArray();
  }

  static List<String> passthroughNames() {
    return List.of(PASSTHROUGH.fieldNames());
  }
}

package io.latentmill.job.sink.metadata;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.apache.spark.sql.types.YearMonthIntervalType;

/**
 * Columns as Hugging Face's {@code datasets} describes them. Its readers find the description in
 * the Parquet footer's key {@code huggingface}; without it images are plain structs.
 */
public final class HuggingFaceFeatures {
  /** The key in a Parquet footer. */
  public static final String FOOTER_KEY = "huggingface";

  private static final Map<DataType, String> DTYPES =
      Map.ofEntries(
          Map.entry(DataTypes.BooleanType, "bool"),
          Map.entry(DataTypes.ByteType, "int8"),
          Map.entry(DataTypes.ShortType, "int16"),
          Map.entry(DataTypes.IntegerType, "int32"),
          Map.entry(DataTypes.LongType, "int64"),
          Map.entry(DataTypes.FloatType, "float32"),
          Map.entry(DataTypes.DoubleType, "float64"),
          Map.entry(DataTypes.BinaryType, "binary"),
          Map.entry(DataTypes.DateType, "date32"),
          Map.entry(DataTypes.TimestampType, "timestamp[us, tz=UTC]"),
          Map.entry(DataTypes.TimestampNTZType, "timestamp[us]"));

  private HuggingFaceFeatures() {}

  /** The text for the footer. */
  public static String footer(StructType columns) {
    return CompactJson.text(Map.of("info", Map.of("features", of(columns))));
  }

  /** Every column's description, in order. */
  public static Map<String, Object> of(StructType columns) {
    Map<String, Object> features = new LinkedHashMap<>();
    for (StructField field : columns.fields()) {
      features.put(field.name(), feature(field.dataType()));
    }
    return features;
  }

  private static Object feature(DataType type) {
    if (type.equals(FormatColumns.IMAGE)) {
      return Map.of("_type", "Image");
    }
    if (type instanceof StructType struct) {
      return of(struct);
    }
    if (type instanceof ArrayType array) {
      // A list of one: the form that all versions of datasets read, also for structs.
      return List.of(feature(array.elementType()));
    }
    if (type instanceof UserDefinedType<?> user) {
      return feature(user.sqlType());
    }
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("dtype", dtype(type));
    value.put("_type", "Value");
    return value;
  }

  /** The name of the Arrow type that readers get from what Spark writes for a type. */
  public static String dtype(DataType type) {
    if (type instanceof DecimalType decimal) {
      return "decimal128(" + decimal.precision() + ", " + decimal.scale() + ")";
    }
    if (type instanceof YearMonthIntervalType) {
      return "int32";
    }
    if (type instanceof DayTimeIntervalType) {
      return "int64";
    }
    return DTYPES.getOrDefault(type, "string");
  }
}

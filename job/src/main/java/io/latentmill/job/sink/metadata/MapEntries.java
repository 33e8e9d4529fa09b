package io.latentmill.job.sink.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * Maps of passthrough columns as lists of {@code struct(key, value)}, at any depth: Hugging Face
 * datasets refuses a whole Parquet file for one map in it, whatever the footer says.
 */
final class MapEntries {
  private MapEntries() {}

  /** The type without maps. */
  static DataType type(DataType type) {
    if (type instanceof MapType map) {
      return new ArrayType(
          new StructType()
              .add("key", type(map.keyType()), false)
              .add("value", type(map.valueType()), map.valueContainsNull()),
          false);
    }
    if (type instanceof ArrayType array) {
      return new ArrayType(type(array.elementType()), array.containsNull());
    }
    if (type instanceof StructType struct) {
      return new StructType(
          Stream.of(struct.fields()).map(MapEntries::field).toArray(StructField[]::new));
    }
    return type;
  }

  private static StructField field(StructField field) {
    return new StructField(
        field.name(), type(field.dataType()), field.nullable(), field.metadata());
  }

  /** How a value of {@code type} becomes one of {@link #type}; null stays null. */
  static UnaryOperator<Object> conversion(DataType type) {
    return type(type).equals(type) ? UnaryOperator.identity() : value -> converted(value, type);
  }

  private static Object converted(Object value, DataType type) {
    if (value == null) {
      return null;
    }
    if (type instanceof MapType map) {
      return entries(value, map);
    }
    if (type instanceof ArrayType array) {
      return Rows.list(value).stream()
          .map(element -> converted(element, array.elementType()))
          .toArray();
    }
    return type instanceof StructType struct ? fields((Row) value, struct) : value;
  }

  private static Object entries(Object value, MapType type) {
    Map<?, ?> map =
        value instanceof scala.collection.Map<?, ?> scala
            ? JavaConverters.mapAsJavaMap(scala)
            : (Map<?, ?>) value;
    return map.entrySet().stream()
        .map(
            entry ->
                RowFactory.create(
                    converted(entry.getKey(), type.keyType()),
                    converted(entry.getValue(), type.valueType())))
        .toArray();
  }

  private static Row fields(Row row, StructType type) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < type.length(); i++) {
      values.add(converted(row.get(i), type.apply(i).dataType()));
    }
    return RowFactory.create(values.toArray());
  }
}

package io.latentmill.job.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/** Canonical values as Spark rows. */
final class PlainRows {
  private PlainRows() {}

  /** A row of that schema; fields that the values lack are null. */
  static Row encode(Map<?, ?> values, StructType schema) {
    Object[] fields = Arrays.stream(schema.fields()).map(field -> field(values, field)).toArray();
    return new GenericRowWithSchema(fields, schema);
  }

  private static Object field(Map<?, ?> values, StructField field) {
    return encode(values.get(field.name()), field.dataType());
  }

  private static Object encode(Object value, DataType type) {
    if (value instanceof Map<?, ?> map && type instanceof StructType struct) {
      return encode(map, struct);
    }
    if (value instanceof Map<?, ?> map) {
      return JavaConverters.mapAsScalaMap(map);
    }
    if (value instanceof List<?> list && type instanceof ArrayType array) {
      List<Object> elements = list.stream().map(it -> encode(it, array.elementType())).toList();
      return JavaConverters.asScalaBuffer(elements);
    }
    return value;
  }
}

package io.latentmill.udf.sql.row;

import java.util.ArrayList;
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
public final class PlainRows {
  private PlainRows() {}

  /** A row of that schema; fields that the values lack are null. */
  public static Row encode(Map<?, ?> values, StructType schema) {
    StructField[] fields = schema.fields();
    Object[] encoded = new Object[fields.length];
    for (int i = 0; i < fields.length; i++) {
      encoded[i] = encode(values.get(fields[i].name()), fields[i].dataType());
    }
    return new GenericRowWithSchema(encoded, schema);
  }

  private static Object encode(Object value, DataType type) {
    if (value instanceof Map<?, ?> map && type instanceof StructType struct) {
      return encode(map, struct);
    }
    if (value instanceof Map<?, ?> map) {
      return JavaConverters.mapAsScalaMap(map);
    }
    if (value instanceof List<?> list && type instanceof ArrayType array) {
      List<Object> elements = new ArrayList<>(list.size());
      for (Object element : list) {
        elements.add(encode(element, array.elementType()));
      }
      return JavaConverters.asScalaBuffer(elements);
    }
    return value;
  }
}

package io.latentmill.udf.sql.row;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;

/**
 * Values without a trace of where they came from: String, Boolean, Number, byte[], List and Map;
 * dates and times as they print, points in time in UTC. A JSON document has the same forms, so what
 * is built on them serves prompt tables and {@code render} alike.
 */
public final class PlainValues {
  private PlainValues() {}

  /** A value of a Spark row; null stays null, null fields of structs and maps are left out. */
  public static Object of(Object value) {
    if (value instanceof Row row) {
      return struct(row);
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      return map(JavaConverters.mapAsJavaMap(map));
    }
    if (value instanceof scala.collection.Seq<?> sequence) {
      return list(JavaConverters.seqAsJavaList(sequence));
    }
    if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Number
        || value instanceof byte[]) {
      return value;
    }
    // A timestamp prints in the time zone of the machine, and rows are told apart by what it
    // prints.
    return value instanceof Timestamp time ? time.toInstant().toString() : value.toString();
  }

  private static Map<String, Object> struct(Row row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < row.length(); i++) {
      put(fields, row.schema().fields()[i].name(), row.get(i));
    }
    return fields;
  }

  private static Map<String, Object> map(Map<?, ?> entries) {
    Map<String, Object> fields = new LinkedHashMap<>();
    entries.forEach((key, value) -> put(fields, String.valueOf(of(key)), value));
    return fields;
  }

  private static void put(Map<String, Object> fields, String name, Object value) {
    if (value != null) {
      fields.put(name, of(value));
    }
  }

  private static List<Object> list(List<?> elements) {
    List<Object> values = new ArrayList<>(elements.size());
    elements.forEach(element -> values.add(of(element)));
    return values;
  }

  /** About how many bytes of text and binary a plain value holds. */
  static long size(Object value) {
    if (value instanceof String text) {
      return text.length();
    }
    if (value instanceof byte[] bytes) {
      return bytes.length;
    }
    if (value instanceof List<?> list) {
      return list.stream().mapToLong(PlainValues::size).sum();
    }
    return value instanceof Map<?, ?> map
        ? map.entrySet().stream().mapToLong(it -> size(it.getKey()) + size(it.getValue())).sum()
        : 0;
  }

  /**
   * A number's shortest decimal text, the same for 3, 3.0 and 3.00: what a number is must not
   * depend on the file format that carried it.
   */
  static String numberText(Number number) {
    Objects.requireNonNull(number);
    if (!Double.isFinite(number.doubleValue())) {
      return number.toString();
    }
    BigDecimal decimal = new BigDecimal(number.toString()).stripTrailingZeros();
    return Math.abs((long) decimal.scale()) > 40 ? decimal.toString() : decimal.toPlainString();
  }
}

package io.latentmill.udf.sql.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.request.LatentmillException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Brings plain values to their column's canonical form, or says why that is impossible. */
public final class Conversions {
  /** Digits before the point beyond which no column has a use for a number. */
  private static final int MOST_DIGITS = 400;

  private static final ObjectMapper JSON = new ObjectMapper();

  private Conversions() {}

  /** Text as it is. */
  public static String text(String column, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw LatentmillException.user("%s %s is not text", column, shown(value));
  }

  static String identity(String column, Object value) {
    return value instanceof String text ? text : String.valueOf(whole(column, value));
  }

  /** A whole number of 32 bits, of whatever type. */
  public static Integer integer(String column, Object value) {
    long whole = whole(column, value);
    if (whole != (int) whole) {
      throw LatentmillException.user("%s %d is out of range", column, whole);
    }
    return (int) whole;
  }

  /** A whole number of 64 bits, of whatever type. */
  public static Long whole(String column, Object value) {
    BigDecimal number = decimal(column, value).stripTrailingZeros();
    if (number.scale() > 0) {
      throw LatentmillException.user("%s %s is not a whole number", column, shown(value));
    }
    long whole;
    try {
      whole = number.longValueExact();
    } catch (ArithmeticException e) {
      throw LatentmillException.user("%s %s is out of range", column, shown(value));
    }
    long most = mostExact(value);
    if (whole > most || whole < -most) {
      throw LatentmillException.user(
          "%s %s may have been rounded: it came as a floating-point number", column, whole);
    }
    return whole;
  }

  /** Up to here a value's type tells all whole numbers apart. */
  private static long mostExact(Object value) {
    if (value instanceof Double) {
      return (1L << 53) - 1;
    }
    return value instanceof Float ? (1L << 24) - 1 : Long.MAX_VALUE;
  }

  /** A finite number, of whatever type. */
  public static Double number(String column, Object value) {
    double number = decimal(column, value).doubleValue();
    if (!Double.isFinite(number)) {
      throw LatentmillException.user("%s %s is out of range", column, shown(value));
    }
    return number;
  }

  private static BigDecimal decimal(String column, Object value) {
    if (value instanceof Number number && !Double.isFinite(number.doubleValue())) {
      throw LatentmillException.user("%s %s is not finite", column, value);
    }
    if (!(value instanceof Number || value instanceof String)) {
      throw LatentmillException.user("%s %s is not a number", column, shown(value));
    }
    try {
      BigDecimal decimal = new BigDecimal(value.toString().strip());
      if (Math.abs((long) decimal.precision() - decimal.scale()) > MOST_DIGITS) {
        throw LatentmillException.user("%s %s is out of range", column, shown(value));
      }
      return decimal;
    } catch (NumberFormatException e) {
      throw LatentmillException.user("%s %s is not a number", column, shown(value));
    }
  }

  /** Option names and their values as text, whatever form they came in. */
  static SortedMap<String, String> options(String column, Object value) {
    SortedMap<String, String> options = new TreeMap<>();
    for (Map.Entry<?, ?> option : map(column, value).entrySet()) {
      if (option.getValue() != null) {
        String name = String.valueOf(option.getKey());
        options.put(name, scalar(column + "." + name, option.getValue()));
      }
    }
    return options;
  }

  private static String scalar(String name, Object value) {
    if (value instanceof String || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof Number) {
      return PlainValues.numberText((Number) value);
    }
    throw LatentmillException.user("%s %s is not a plain value", name, shown(value));
  }

  /** {@code {path: text}} or {@code {bytes: byte[]}}; bytes win over the path they came from. */
  public static SortedMap<String, Object> image(String column, Object value) {
    if (value instanceof byte[] bytes) {
      return image(column, "bytes", bytes, bytes.length);
    }
    if (value instanceof String path) {
      return image(column, "path", path, path.length());
    }
    Map<?, ?> fields = map(column, value);
    if (fields.get("bytes") instanceof byte[] bytes) {
      return image(column, "bytes", bytes, bytes.length);
    }
    if (fields.get("path") instanceof String path) {
      return image(column, "path", path, path.length());
    }
    throw LatentmillException.user("%s %s has neither path nor bytes", column, shown(value));
  }

  private static SortedMap<String, Object> image(
      String column, String field, Object value, int length) {
    if (length == 0) {
      throw LatentmillException.user("%s is empty", column);
    }
    return new TreeMap<>(Map.of(field, value));
  }

  /** A map, or JSON text of an object. */
  static Map<?, ?> map(String column, Object value) {
    Object parsed = value instanceof String text ? json(column, text) : value;
    if (parsed instanceof Map<?, ?> map) {
      return map;
    }
    throw LatentmillException.user("%s %s is not a map", column, shown(value));
  }

  /** A list, or JSON text of an array. */
  public static List<?> list(String column, Object value) {
    Object parsed = value instanceof String text ? json(column, text) : value;
    if (parsed instanceof List<?> list) {
      return list;
    }
    throw LatentmillException.user("%s %s is not an array", column, shown(value));
  }

  /** Two whole numbers. */
  static List<Integer> pixels(String column, Object value) {
    List<?> numbers = list(column, value);
    if (numbers.size() != 2) {
      throw LatentmillException.user("%s %s is not two whole numbers", column, shown(value));
    }
    return numbers.stream().map(number -> integer(column, number)).toList();
  }

  private static Object json(String column, String text) {
    try {
      return JSON.readValue(text, Object.class);
    } catch (JsonProcessingException e) {
      throw LatentmillException.user("%s %s is not JSON", column, shown(text));
    }
  }

  /** A value short enough for a one-line message. */
  public static String shown(Object value) {
    if (value instanceof byte[] bytes) {
      return "(" + bytes.length + " bytes)";
    }
    String text = String.valueOf(value).replaceAll("\\p{Cntrl}+", " ");
    String cut = text.length() <= 80 ? text : text.substring(0, 77) + "...";
    return value instanceof String ? '"' + cut + '"' : cut;
  }
}

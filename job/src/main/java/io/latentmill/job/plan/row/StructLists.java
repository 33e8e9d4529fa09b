package io.latentmill.job.plan.row;

import io.latentmill.udf.request.LatentmillException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** The columns that are arrays of structs: every element's fields checked and filled in. */
final class StructLists {
  /** A field of an element; without a default it must be given. */
  private record Field(String name, BiFunction<String, Object, Object> conversion, Object absent) {
    static Field required(String name, BiFunction<String, Object, Object> conversion) {
      return new Field(name, conversion, null);
    }

    static Field number(String name, double absent) {
      return new Field(name, Conversions::number, absent);
    }
  }

  private static final List<Field> CONTROLNET =
      List.of(
          Field.required("model", StructLists::name),
          Field.required("image", Conversions::image),
          Field.number("scale", 1),
          Field.number("start", 0),
          Field.number("end", 1));
  private static final List<Field> LORA =
      List.of(Field.required("path", StructLists::name), Field.number("scale", 1));
  private static final List<Field> EMBEDDING =
      List.of(
          Field.required("path", StructLists::name), Field.required("token", StructLists::name));

  private StructLists() {}

  static List<SortedMap<String, Object>> controlnets(String column, Object value) {
    return elements(column, value, CONTROLNET);
  }

  static List<SortedMap<String, Object>> loras(String column, Object value) {
    return elements(column, value, LORA);
  }

  static List<SortedMap<String, Object>> embeddings(String column, Object value) {
    return elements(column, value, EMBEDDING);
  }

  private static List<SortedMap<String, Object>> elements(
      String column, Object value, List<Field> fields) {
    return Conversions.list(column, value).stream()
        .map(element -> element(column, element, fields))
        .toList();
  }

  private static SortedMap<String, Object> element(
      String column, Object element, List<Field> fields) {
    Map<?, ?> given = Conversions.map(column, element);
    refuseUnknown(column, given, fields);
    SortedMap<String, Object> converted = new TreeMap<>();
    for (Field field : fields) {
      converted.put(field.name(), value(column + "." + field.name(), given, field));
    }
    return converted;
  }

  private static Object value(String name, Map<?, ?> given, Field field) {
    Object value = given.get(field.name());
    if (value != null) {
      return field.conversion().apply(name, value);
    }
    if (field.absent() == null) {
      throw LatentmillException.user("%s is null", name);
    }
    return field.absent();
  }

  private static void refuseUnknown(String column, Map<?, ?> given, List<Field> fields) {
    TreeSet<String> unknown = new TreeSet<>();
    given.forEach((name, value) -> unknown.add(value == null ? "" : String.valueOf(name)));
    unknown.remove("");
    fields.forEach(field -> unknown.remove(field.name()));
    if (!unknown.isEmpty()) {
      throw LatentmillException.user(
          "%s has unknown fields %s; known are %s",
          column,
          String.join(", ", unknown),
          String.join(", ", fields.stream().map(Field::name).toList()));
    }
  }

  private static String name(String column, Object value) {
    String text = Conversions.text(column, value);
    if (text.isEmpty()) {
      throw LatentmillException.user("%s is empty", column);
    }
    return text;
  }
}

package io.latentmill.udf.sql.row;

import io.latentmill.udf.request.LatentmillException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The columns that are arrays of structs: every element's fields checked and filled in. */
final class StructLists {
  static final List<ElementField> CONTROLNET =
      List.of(
          ElementField.path("model"),
          ElementField.image("image"),
          ElementField.number("scale", 1),
          ElementField.number("start", 0),
          ElementField.number("end", 1),
          ElementField.truth("guess_mode").optional(),
          ElementField.integer("control_type").optional(),
          ElementField.image("mask").optional());
  static final List<ElementField> LORA =
      List.of(ElementField.path("path"), ElementField.number("scale", 1));
  static final List<ElementField> EMBEDDING =
      List.of(ElementField.path("path"), ElementField.word("token"));
  static final List<ElementField> IP_ADAPTER =
      List.of(
          ElementField.path("path"), ElementField.image("image"), ElementField.number("scale", 1));
  static final List<ElementField> T2I_ADAPTER =
      List.of(
          ElementField.path("path"),
          ElementField.image("image"),
          ElementField.number("scale", 1),
          ElementField.number("factor", 1));

  private StructLists() {}

  /** The canonical form of a list of structs, or of JSON text of one. */
  static List<SortedMap<String, Object>> elements(
      String column, Object value, List<ElementField> fields) {
    return Conversions.list(column, value).stream()
        .map(element -> element(column, element, fields))
        .toList();
  }

  private static SortedMap<String, Object> element(
      String column, Object element, List<ElementField> fields) {
    Map<?, ?> given = Conversions.map(column, element);
    refuseUnknown(column, given, fields);
    SortedMap<String, Object> converted = new TreeMap<>();
    for (ElementField field : fields) {
      if (field.mayBeAbsent() && given.get(field.name()) == null) {
        continue;
      }
      converted.put(field.name(), value(column + "." + field.name(), given, field));
    }
    return converted;
  }

  private static Object value(String name, Map<?, ?> given, ElementField field) {
    Object value = given.get(field.name());
    if (value != null) {
      return field.conversion().apply(name, value);
    }
    if (field.absent() == null) {
      throw LatentmillException.user("%s is null", name);
    }
    return field.absent();
  }

  private static void refuseUnknown(String column, Map<?, ?> given, List<ElementField> fields) {
    TreeSet<String> unknown = new TreeSet<>();
    given.forEach((name, value) -> unknown.add(value == null ? "" : String.valueOf(name)));
    unknown.remove("");
    fields.forEach(field -> unknown.remove(field.name()));
    if (!unknown.isEmpty()) {
      throw LatentmillException.user(
          "%s has unknown fields %s; known are %s",
          column,
          String.join(", ", unknown),
          String.join(", ", fields.stream().map(ElementField::name).toList()));
    }
  }
}

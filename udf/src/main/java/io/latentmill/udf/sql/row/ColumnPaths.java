package io.latentmill.udf.sql.row;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The paths that a column's canonical value holds. */
@FunctionalInterface
interface ColumnPaths {
  /** Of what names no file. */
  ColumnPaths NONE = (field, value, action) -> {};

  /** The value itself is a path. */
  ColumnPaths ITSELF = (field, value, action) -> action.accept(field, (String) value);

  /** An image's, which may be there itself. */
  ColumnPaths IMAGE =
      (field, value, action) -> {
        if (((Map<?, ?>) value).get("path") instanceof String path) {
          action.accept(field, path);
        }
      };

  /**
   * Takes every path to an action.
   *
   * @param field that holds the value, for messages
   * @param action on a field and the path in it
   */
  void each(String field, Object value, BiConsumer<String, String> action);

  /** Those of the elements of a list of structs. */
  static ColumnPaths ofElements(List<ElementField> fields) {
    return (column, value, action) -> {
      for (Object element : (List<?>) value) {
        for (ElementField field : fields) {
          Object inner = ((Map<?, ?>) element).get(field.name());
          if (inner != null) {
            field.paths().each(column + "." + field.name(), inner, action);
          }
        }
      }
    };
  }
}

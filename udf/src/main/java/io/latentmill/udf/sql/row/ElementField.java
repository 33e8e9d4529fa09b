package io.latentmill.udf.sql.row;

import io.latentmill.udf.request.LatentmillException;
import java.util.function.BiFunction;

/**
 * A field of the structs that a column lists.
 *
 * @param conversion to its canonical form, with its name for messages
 * @param paths that it holds
 * @param absent what it is when it is not given; null: it must be
 */
record ElementField(
    String name, BiFunction<String, Object, Object> conversion, ColumnPaths paths, Object absent) {

  /** A file or a folder, which must be given and lie within the {@link InputRoots}. */
  static ElementField path(String name) {
    return new ElementField(name, ElementField::notEmpty, ColumnPaths.ITSELF, null);
  }

  /** An image, likewise. */
  static ElementField image(String name) {
    return new ElementField(name, Conversions::image, ColumnPaths.IMAGE, null);
  }

  /** A word that names no file. */
  static ElementField word(String name) {
    return new ElementField(name, ElementField::notEmpty, ColumnPaths.NONE, null);
  }

  static ElementField number(String name, double absent) {
    return new ElementField(name, Conversions::number, ColumnPaths.NONE, absent);
  }

  private static String notEmpty(String column, Object value) {
    String text = Conversions.text(column, value);
    if (text.isEmpty()) {
      throw LatentmillException.user("%s is empty", column);
    }
    return text;
  }
}

package io.latentmill.udf.sql.row;

import io.latentmill.udf.request.LatentmillException;
import java.util.function.BiFunction;

/**
 * A field of the structs that a column lists.
 *
 * @param conversion to its canonical form, with its name for messages
 * @param paths that it holds
 * @param absent what it is when it is not given; null: it must be
 * @param mayBeAbsent when it is not given, it is no part of the struct: identities stay what they
 *     were before there was such a field
 */
record ElementField(
    String name,
    BiFunction<String, Object, Object> conversion,
    ColumnPaths paths,
    Object absent,
    boolean mayBeAbsent) {

  /** A file or a folder, which must be given and lie within the {@link InputRoots}. */
  static ElementField path(String name) {
    return new ElementField(name, ElementField::notEmpty, ColumnPaths.ITSELF, null, false);
  }

  /** An image, likewise. */
  static ElementField image(String name) {
    return new ElementField(name, Conversions::image, ColumnPaths.IMAGE, null, false);
  }

  /** A word that names no file. */
  static ElementField word(String name) {
    return new ElementField(name, ElementField::notEmpty, ColumnPaths.NONE, null, false);
  }

  static ElementField number(String name, double absent) {
    return new ElementField(name, Conversions::number, ColumnPaths.NONE, absent, false);
  }

  static ElementField integer(String name) {
    return new ElementField(name, Conversions::integer, ColumnPaths.NONE, null, false);
  }

  static ElementField truth(String name) {
    return new ElementField(name, ElementField::truth, ColumnPaths.NONE, null, false);
  }

  /** The same, to be left out at will. */
  ElementField optional() {
    return new ElementField(name, conversion, paths, absent, true);
  }

  private static Boolean truth(String column, Object value) {
    if (value instanceof Boolean || "true".equals(value) || "false".equals(value)) {
      return Boolean.valueOf(value.toString());
    }
    throw LatentmillException.user("%s %s is neither true nor false", column, value);
  }

  private static String notEmpty(String column, Object value) {
    String text = Conversions.text(column, value);
    if (text.isEmpty()) {
      throw LatentmillException.user("%s is empty", column);
    }
    return text;
  }
}

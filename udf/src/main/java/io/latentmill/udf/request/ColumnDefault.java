package io.latentmill.udf.request;

import java.util.Optional;

/**
 * What a row has where its column is null.
 *
 * @param value empty: no fixed value
 * @param mayBeAbsent whether a request can do without
 * @param text for people
 */
public record ColumnDefault(Optional<Object> value, boolean mayBeAbsent, String text) {
  /** A fixed value; a model may come with another. */
  static ColumnDefault value(Object value) {
    return value(value, String.valueOf(value));
  }

  /** A fixed value that says little as it prints. */
  static ColumnDefault value(Object value, String text) {
    return new ColumnDefault(Optional.of(value), true, text);
  }

  /** Nothing, which means something. */
  static ColumnDefault nothing(String text) {
    return new ColumnDefault(Optional.empty(), true, text);
  }

  /** What has to be found out for every row. */
  static ColumnDefault found(String text) {
    return new ColumnDefault(Optional.empty(), false, text);
  }
}

package io.latentmill.udf.request;

import java.util.Map;
import java.util.Optional;

/**
 * A request as a row of columns: what {@link GenerationRequest#of} is made from.
 *
 * @param values in the Java type that each column's {@link ColumnKind} says; absent ones have their
 *     default
 */
public record RequestValues(Map<RequestColumn, Object> values) {
  public RequestValues {
    values = Map.copyOf(values);
  }

  /**
   * A column's value or its default.
   *
   * @throws LatentmillException (user) naming the column if it has neither
   */
  public <T> T get(RequestColumn column) {
    return this.<T>find(column)
        .orElseThrow(() -> LatentmillException.user("%s is null", column.label()));
  }

  /** A column's value or its default, if it has one. */
  @SuppressWarnings("unchecked") // the column's kind says the type
  public <T> Optional<T> find(RequestColumn column) {
    return (Optional<T>)
        Optional.ofNullable(values.get(column)).or(() -> column.whenNull().value());
  }
}

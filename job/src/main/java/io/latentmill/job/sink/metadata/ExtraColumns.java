package io.latentmill.job.sink.metadata;

import io.latentmill.job.columns.ScoreColumn;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;

/**
 * Columns that the metadata has only where a run asked for them. A table's column of such a name
 * gets the prefix {@code input_} there, and passes through unchanged elsewhere.
 *
 * @param scores of images
 */
public record ExtraColumns(ArrayList<ScoreColumn> scores) implements Serializable {
  /** None. */
  public static final ExtraColumns NONE = new ExtraColumns(new ArrayList<>());

  /** Scores. */
  public static ExtraColumns of(List<ScoreColumn> scores) {
    return new ExtraColumns(new ArrayList<>(scores));
  }

  /** Their types by their names, in order. */
  Map<String, DataType> types() {
    Map<String, DataType> types = new LinkedHashMap<>();
    scores.forEach(column -> types.put(column.label(), column.type()));
    return types;
  }

  /** Their values by their names; those that an outcome lacks are absent. */
  Map<String, Object> values(Outcome outcome) {
    Map<String, Object> values = new LinkedHashMap<>();
    outcome
        .scores()
        .ifPresent(known -> scores.forEach(it -> values.put(it.label(), it.value(known))));
    return values;
  }
}

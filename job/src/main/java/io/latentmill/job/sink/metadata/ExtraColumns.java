package io.latentmill.job.sink.metadata;

import io.latentmill.job.columns.ScoreColumn;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Columns that the metadata has only where a run asked for them. A table's column of such a name
 * gets the prefix {@code input_} there, and passes through unchanged elsewhere.
 *
 * @param scores of images
 * @param judged whether there is a judgement of images
 * @param licence of the model, or null
 */
public record ExtraColumns(ArrayList<ScoreColumn> scores, boolean judged, String licence)
    implements Serializable {
  /** Whether an image is one to keep. */
  public static final String KEPT = "kept";

  /** How many images were made for a row. */
  public static final String TRIES = "tries";

  /** The licence under which the model may be used, and what it makes. */
  public static final String MODEL_LICENCE = "model_licence";

  /** None. */
  public static final ExtraColumns NONE = new ExtraColumns(new ArrayList<>(), false, null);

  /** The licence of the model, if it is known. */
  public Optional<String> modelLicence() {
    return Optional.ofNullable(licence);
  }

  /** Their types by their names, in order. */
  Map<String, DataType> types() {
    Map<String, DataType> types = new LinkedHashMap<>();
    scores.forEach(column -> types.put(column.label(), column.type()));
    if (judged) {
      types.put(KEPT, DataTypes.BooleanType);
      types.put(TRIES, DataTypes.IntegerType);
    }
    modelLicence().ifPresent(known -> types.put(MODEL_LICENCE, DataTypes.StringType));
    return types;
  }

  /** Their values by their names; those that an outcome lacks are absent. */
  Map<String, Object> values(Outcome outcome) {
    Map<String, Object> values = new LinkedHashMap<>();
    outcome
        .scores()
        .ifPresent(known -> scores.forEach(it -> values.put(it.label(), it.value(known))));
    outcome
        .judgement()
        .ifPresent(
            judgement -> {
              values.put(KEPT, judgement.kept());
              values.put(TRIES, judgement.tries());
            });
    modelLicence().ifPresent(known -> values.put(MODEL_LICENCE, known));
    return values;
  }
}

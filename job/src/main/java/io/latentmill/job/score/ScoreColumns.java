package io.latentmill.job.score;

import io.latentmill.job.columns.ScoreColumn;
import io.latentmill.udf.scores.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A row of the output: the image's key, its scores, and why there are none. */
final class ScoreColumns {
  /** Why an image has no scores. */
  static final String ERROR = "error";

  private ScoreColumns() {}

  private static List<ScoreColumn> of(ScoreOptions options) {
    return ScoreColumn.of(options.models(), options.embeddings());
  }

  static StructType schema(String keyName, ScoreOptions options) {
    StructType schema = new StructType().add(keyName, DataTypes.StringType);
    for (ScoreColumn column : of(options)) {
      schema = schema.add(column.label(), column.type());
    }
    return schema.add(ERROR, DataTypes.StringType);
  }

  static Row row(String key, Scores scores, ScoreOptions options) {
    return row(key, column -> column.value(scores), null, options);
  }

  static Row failed(String key, String error, ScoreOptions options) {
    return row(key, column -> null, error, options);
  }

  private static Row row(
      String key, Function<ScoreColumn, Object> value, String error, ScoreOptions options) {
    List<Object> values = new ArrayList<>();
    values.add(key);
    of(options).forEach(column -> values.add(value.apply(column)));
    values.add(error);
    return RowFactory.create(values.toArray());
  }
}

package io.latentmill.job.train;

import io.latentmill.job.sink.commit.OutputFileSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What is left of a run as tables: {@code results.parquet}, a row an adapter, and {@code
 * losses.parquet}, a row a step.
 */
record ResultTables(SparkSession spark, Path output) {
  private static final StructType RESULTS =
      new StructType()
          .add("adapter", DataTypes.StringType)
          .add("status", DataTypes.StringType)
          .add("failure_kind", DataTypes.StringType)
          .add("message", DataTypes.StringType)
          .add("examples", DataTypes.IntegerType)
          .add("steps", DataTypes.IntegerType)
          .add("loss", DataTypes.DoubleType);

  private static final StructType LOSSES =
      new StructType()
          .add("adapter", DataTypes.StringType)
          .add("step", DataTypes.IntegerType)
          .add("loss", DataTypes.DoubleType)
          .add("gradient_norm", DataTypes.DoubleType)
          .add("learning_rate", DataTypes.DoubleType);

  /**
   * Puts new results beside those of earlier runs.
   *
   * @param names of all adapters of the table
   */
  TrainOutcome write(List<AdapterResult> results, List<String> names) throws IOException {
    List<Row> rows = results.stream().map(ResultTables::row).toList();
    List<Row> losses = new ArrayList<>();
    results.forEach(result -> addLosses(result, losses));
    List<String> renewed = results.stream().map(AdapterResult::adapter).toList();
    List<Row> all = merge("results.parquet", RESULTS, rows, renewed);
    merge("losses.parquet", LOSSES, losses, renewed);
    Map<String, String> status = new HashMap<>();
    all.forEach(row -> status.put(row.getString(0), row.getString(1)));
    int trained = (int) names.stream().filter(name -> "trained".equals(status.get(name))).count();
    return new TrainOutcome(trained, names.size() - trained);
  }

  private static Row row(AdapterResult result) {
    return RowFactory.create(
        result.adapter(),
        result.isTrained() ? "trained" : "failed",
        result.isTrained() ? null : result.kind(),
        result.isTrained() ? null : result.message(),
        result.examples(),
        result.steps(),
        Double.isNaN(result.loss()) ? null : result.loss());
  }

  private static void addLosses(AdapterResult result, List<Row> rows) {
    for (double[] step : result.losses()) {
      rows.add(RowFactory.create(result.adapter(), (int) step[0], step[1], step[2], step[3]));
    }
  }

  /** Rows of adapters that were not trained anew stay. */
  private List<Row> merge(String name, StructType schema, List<Row> rows, List<String> renewed)
      throws IOException {
    Path path = new Path(output, name);
    List<Row> all = new ArrayList<>();
    if (OutputFileSystem.of(output, spark.sessionState().newHadoopConf()).exists(path)) {
      for (Row row : spark.read().schema(schema).parquet(path.toString()).collectAsList()) {
        if (!renewed.contains(row.getString(0))) {
          all.add(row);
        }
      }
    }
    all.addAll(rows);
    if (!rows.isEmpty()) {
      Dataset<Row> table = spark.createDataFrame(all, schema).coalesce(1);
      table.sort("adapter").write().mode(SaveMode.Overwrite).parquet(path.toString());
    }
    return all;
  }
}

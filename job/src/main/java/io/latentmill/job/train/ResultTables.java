package io.latentmill.job.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What is left of a run as tables: {@code results.parquet}, a row an adapter, and {@code
 * losses.parquet}, a row a step. They follow from the adapters' records.
 */
record ResultTables(SparkSession spark, OutputFiles files) {
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
   * Writes them.
   *
   * @param names of all adapters of the table
   */
  TrainOutcome write(List<String> names) throws IOException {
    List<AdapterResult> records = new AdapterRecords(files).all();
    List<Row> losses = new ArrayList<>();
    records.forEach(result -> addLosses(result, losses));
    List<String> recorded = records.stream().map(AdapterResult::adapter).toList();
    List<Row> all =
        table(
            "results.parquet", RESULTS, records.stream().map(ResultTables::row).toList(), recorded);
    table("losses.parquet", LOSSES, losses, recorded);
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

  /** Rows of adapters without a record, of outputs of before there were any, stay. */
  private List<Row> table(String name, StructType schema, List<Row> rows, List<String> recorded)
      throws IOException {
    String path = files.path(name).toString();
    List<Row> all = new ArrayList<>();
    if (files.has(name + "/_SUCCESS")) {
      for (Row row : spark.read().schema(schema).parquet(path).collectAsList()) {
        if (!recorded.contains(row.getString(0))) {
          all.add(row);
        }
      }
    }
    all.addAll(rows);
    Dataset<Row> table = spark.createDataFrame(all, schema).coalesce(1);
    table.sort("adapter").write().mode(SaveMode.Overwrite).parquet(path);
    return all;
  }
}

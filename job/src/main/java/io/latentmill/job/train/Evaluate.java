package io.latentmill.job.train;

import io.latentmill.job.run.HeldOutput;
import io.latentmill.job.run.RunOptions.DeviceChoice;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The denoising loss of every example, by the model as it is, as a Parquet table. Spark's own
 * commit makes it whole or absent.
 */
public final class Evaluate {
  private Evaluate() {}

  /**
   * Runs.
   *
   * @throws LatentmillException (user, model) if the output is there already, or examples or model
   *     cannot serve
   */
  public static EvaluateOutcome run(SparkSession spark, EvaluateOptions options) {
    Configuration configuration = spark.sessionState().newHadoopConf();
    Path output = HeldOutput.qualified(options.output(), configuration);
    requireNew(output, configuration);
    PipelineSpec pipeline = options.pipeline().qualified(configuration);
    ModelConfig.of(PipelineLoader.open(pipeline, configuration));
    JavaRDD<ExampleRow> rows = ExampleTable.read(spark, options.examples(), configuration);
    EvaluateTask task =
        new EvaluateTask(
            pipeline,
            options.device() == DeviceChoice.CPU,
            options.threads().orElse(ExecutorCores.of(spark)),
            options.settings(),
            new SerializableConfiguration(configuration));
    int slots = spark.sparkContext().defaultParallelism();
    JavaRDD<Row> losses =
        (rows.getNumPartitions() < slots ? rows.repartition(slots) : rows).mapPartitions(task);
    spark.createDataFrame(losses, EvaluateTask.SCHEMA).write().parquet(output.toString());
    Dataset<Row> written = spark.read().schema(EvaluateTask.SCHEMA).parquet(output.toString());
    return new EvaluateOutcome(
        written.count(), written.filter(written.col("error").isNotNull()).count());
  }

  private static void requireNew(Path output, Configuration configuration) {
    try {
      if (output.getFileSystem(configuration).exists(output)) {
        throw LatentmillException.user("%s is there already; losses go into a new folder", output);
      }
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.USER, "Cannot write to %s: %s".formatted(output, e.getMessage()), e);
    }
  }
}

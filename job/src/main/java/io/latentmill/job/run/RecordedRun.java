package io.latentmill.job.run;

import io.latentmill.job.plan.ChunkPlan;
import io.latentmill.job.plan.Plan;
import io.latentmill.udf.request.LatentmillException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * An output's first run, ready to generate some of its rows again: its options, and the model that
 * it was made with.
 */
public final class RecordedRun {
  private final SparkSession spark;
  private final RunOptions options;
  private final ModelFacts model;

  private RecordedRun(SparkSession spark, RunOptions options, ModelFacts model) {
    this.spark = spark;
    this.options = options;
    this.model = model;
  }

  /**
   * Looks for the model and for executors that can work with it.
   *
   * @param exclusion how other runs are kept out, if this is to write
   * @param progress is told of executors that cannot
   * @throws LatentmillException (user, model) if the output's model is gone or another, or no
   *     executor can work
   */
  public static RecordedRun of(
      SparkSession spark,
      RunRecord record,
      RunOptions.DeviceChoice device,
      RunOptions.Exclusion exclusion,
      Progress progress) {
    Configuration configuration = spark.sessionState().newHadoopConf();
    RunOptions options =
        Generate.withOutputsOwn(record.options(device, exclusion), record.output(), spark);
    ModelFacts model = ModelFacts.read(options, configuration);
    record.check(RunRecord.of(record.output(), options, model, configuration));
    FitExecutors.await(spark.sparkContext(), progress);
    return new RecordedRun(spark, options, model.withLicence(record.licence()));
  }

  /** What tasks need to know that generate rows of a chunk again. */
  public TaskSpec spec(Plan plan, ChunkPlan chunk) {
    return TaskSpec.of(spark, options, model, plan, chunk, options.size().batchSize());
  }

  RunOptions options() {
    return options;
  }

  ModelFacts model() {
    return model;
  }
}

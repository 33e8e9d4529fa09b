package io.latentmill.job.run;

import io.latentmill.job.lake.LakeFormat;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Generates failed rows again. Their planned batches run as they did, so that the output becomes in
 * every byte what it would have been without the failures. Rows that the plan refused stay failed.
 */
public final class Retry {
  private Retry() {}

  /**
   * What to retry, and how to run.
   *
   * @param output an output of {@code generate}, on any Hadoop FileSystem
   * @param where the kind of failures; empty: all
   * @param device as for {@code generate}
   * @param exclusion how other runs are kept out
   * @param failedRowsOk whether rows that failed again are no failure of the run
   */
  public record Options(
      String output,
      Optional<FailureKind> where,
      RunOptions.DeviceChoice device,
      RunOptions.Exclusion exclusion,
      boolean failedRowsOk) {

    /** Of a run whose end tells of failed rows. */
    public Options(
        String output,
        Optional<FailureKind> where,
        RunOptions.DeviceChoice device,
        RunOptions.Exclusion exclusion) {
      this(output, where, device, exclusion, false);
    }
  }

  /**
   * Runs to the end.
   *
   * @return how the whole output stands
   */
  public static RunOutcome run(SparkSession spark, Options retry, Progress progress) {
    return run(spark, retry, progress, () -> false);
  }

  /**
   * Runs.
   *
   * @param drain whether somebody wants the run to end early: then it begins no more chunks
   * @return how the whole output stands
   * @throws LatentmillException (user, model) before any work: there is no such output, or its
   *     model is gone or another
   * @throws RunFailedException after work has begun
   */
  public static RunOutcome run(
      SparkSession spark, Options retry, Progress progress, BooleanSupplier drain) {
    Configuration configuration = spark.sessionState().newHadoopConf();
    RunRecord record = RunRecord.read("retry", retry.output(), configuration);
    Path output = record.output();
    StatusNote note =
        new StatusNote(
            output, configuration, retry.exclusion(), Redaction.of(spark.sparkContext().getConf()));
    RecordedRun recorded =
        note.beforeHolding(
            () -> RecordedRun.of(spark, record, retry.device(), retry.exclusion(), progress));
    RunOptions asked = recorded.options();
    RunOptions options = asked.with(asked.execution().withFailedRowsOk(retry.failedRowsOk()));
    Set<LakeFormat> tables =
        note.beforeHolding(() -> Tables.of(output, Optional.empty(), configuration));
    RetryChoice choice =
        new RetryChoice(
            retry.where().map(EnumSet::of).orElseGet(() -> EnumSet.allOf(FailureKind.class)));
    return note.holding(
        () ->
            HeldOutput.hold(
                output,
                configuration,
                retry.exclusion(),
                session ->
                    new OpenRun(
                            spark,
                            options,
                            options.size().batchSize(),
                            output,
                            recorded.model(),
                            tables,
                            session,
                            progress)
                        .retry(drain, choice)));
  }
}

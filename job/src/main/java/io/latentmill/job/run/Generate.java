package io.latentmill.job.run;

import io.latentmill.job.lake.LakeFormat;
import io.latentmill.udf.image.Marking;
import io.latentmill.udf.request.LatentmillException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The main job: a prompt table becomes a data set. Running it again goes on where it ended. What is
 * wrong with options, model or table is found before the output is touched.
 */
public final class Generate {
  private Generate() {}

  /**
   * Runs.
   *
   * @return how the whole output stands
   * @throws LatentmillException (user, model) before any work, for what the user can mend
   * @throws RunFailedException after work has begun
   */
  public static RunOutcome run(SparkSession spark, RunOptions asked, Progress progress) {
    return run(spark, asked, progress, () -> false);
  }

  /**
   * Runs until somebody wants it to end early: then it begins no more chunks.
   *
   * @param drain whether it is so
   * @return how the whole output stands
   * @throws LatentmillException (user, model) before any work, for what the user can mend
   * @throws RunFailedException after work has begun; for a run that ended early as well
   */
  public static RunOutcome run(
      SparkSession spark, RunOptions asked, Progress progress, BooleanSupplier drain) {
    Configuration configuration = spark.sessionState().newHadoopConf();
    Path output = HeldOutput.qualified(asked.output(), configuration);
    StatusNote note =
        new StatusNote(
            output,
            configuration,
            asked.execution().exclusion(),
            Redaction.of(spark.sparkContext().getConf()));
    Prepared prepared = note.beforeHolding(() -> prepare(spark, asked, output, progress));
    return note.holding(() -> held(spark, prepared, output, progress, drain));
  }

  /** What is known before the output is touched. */
  private record Prepared(
      RunOptions options,
      ModelFacts model,
      Set<LakeFormat> tables,
      RunRecord record,
      Optional<String> inputs) {}

  private static Prepared prepare(
      SparkSession spark, RunOptions asked, Path output, Progress progress) {
    Configuration configuration = spark.sessionState().newHadoopConf();
    // Before the table is read: what comes while it is read is new to the next run.
    Optional<String> inputs = Inputs.digest(asked, configuration);
    RunOptions options = withOutputsOwn(asked.qualified(configuration), output, spark);
    ModelFacts model = ModelFacts.read(options, configuration);
    FitExecutors.await(spark.sparkContext(), progress);
    PromptTable.check(spark, options, model, progress);
    Set<LakeFormat> tables = Tables.of(output, options.data().table(), configuration);
    RunRecord ours = RunRecord.of(output, options, model, configuration);
    checkOutput(ours, configuration);
    return new Prepared(options, model, tables, ours, inputs);
  }

  private static RunOutcome held(
      SparkSession spark, Prepared run, Path output, Progress progress, BooleanSupplier drain) {
    return HeldOutput.hold(
        output,
        spark.sessionState().newHadoopConf(),
        run.options().execution().exclusion(),
        session -> {
          RunRecord first =
              new RunRecord(output, session.createOnce(RunRecord.NAME, run.record().body()));
          first.check(run.record());
          return new OpenRun(
                  spark,
                  run.options(),
                  first.batchSize(),
                  output,
                  run.model().withLicence(first.licence()),
                  run.tables(),
                  session,
                  progress)
              .generate(
                  drain, rows -> run.inputs().ifPresent(it -> Completion.write(session, it, rows)));
        });
  }

  /** The options with the threads and the marking that the output has or, if new, will have. */
  static RunOptions withOutputsOwn(RunOptions options, Path output, SparkSession spark) {
    Optional<RunRecord> record = RunRecord.find(output, spark.sessionState().newHadoopConf());
    int threads =
        Threads.of(
            options.execution().threads(),
            record.map(RunRecord::threads).orElseGet(OptionalInt::empty),
            spark.sparkContext().getConf());
    Marking marking =
        options.data().marking().or(() -> record.map(RunRecord::marking)).orElse(Marking.IPTC);
    return options
        .with(options.execution().withThreads(threads))
        .with(options.data().withMarking(marking));
  }

  /** An output is empty, or one of ours made with the same settings. */
  static void checkOutput(RunRecord ours, Configuration configuration) {
    Path output = ours.output();
    Optional<RunRecord> there = RunRecord.find(output, configuration);
    if (there.isPresent()) {
      there.get().check(ours);
    } else if (!OutputFolders.isEmptyButForLedger(output, configuration)) {
      throw LatentmillException.user(
          "Cannot write to %s: it is not empty, and no output of latentmill", output);
    }
  }
}

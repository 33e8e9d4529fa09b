package io.latentmill.job.run;

import io.latentmill.job.ledger.Holder;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerException;
import io.latentmill.job.ledger.LedgerOptions;
import io.latentmill.job.ledger.LedgerPlace;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.ledger.WriterPolicy;
import io.latentmill.job.plan.PlanDraft;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
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
  public static RunOutcome run(SparkSession spark, RunOptions options, Progress progress) {
    Configuration configuration = spark.sessionState().newHadoopConf();
    Path output = qualified(options.output(), configuration);
    ModelFacts model = ModelFacts.read(options.pipeline(), configuration);
    PlanDraft.requireTable(spark, options.prompts());
    byte[] runFile = RunFile.of(options, model, ProgramVersion.TEXT);
    checkOutput(output, configuration, runFile);
    LedgerOptions ledger = LedgerOptions.defaults().withLapse(options.exclusion().leaseLapse());
    try {
      LedgerPlace place =
          LedgerPlaces.forWriting(
              output,
              configuration,
              options.exclusion().singleWriter() ? WriterPolicy.SINGLE : WriterPolicy.ANY_NUMBER,
              ledger);
      try (LedgerSession session = Ledger.open(place, Holder.thisProcess(), ledger)) {
        RunFile.check(session.createOnce(RunFile.NAME, runFile), runFile, output.toString());
        return new OpenRun(spark, options, output, model, session, progress).generate();
      }
    } catch (LedgerException e) {
      throw new RunFailedException(e.getMessage(), e);
    } catch (IOException e) {
      throw new RunFailedException("Cannot write %s: %s".formatted(output, e.getMessage()), e);
    }
  }

  private static Path qualified(String output, Configuration configuration) {
    try {
      Path path = new Path(output);
      return path.getFileSystem(configuration).makeQualified(path);
    } catch (IOException | IllegalArgumentException e) {
      throw new LatentmillException(
          FailureKind.USER, "Cannot write to %s: %s".formatted(output, e.getMessage()), e);
    }
  }

  /** An output is empty, or one of ours made with the same settings. */
  private static void checkOutput(Path output, Configuration configuration, byte[] runFile) {
    Optional<byte[]> there = RunFiles.read(output, configuration);
    if (there.isPresent()) {
      RunFile.check(there.get(), runFile, output.toString());
    } else if (!isEmptyButForLedger(output, configuration)) {
      throw LatentmillException.user(
          "Cannot write to %s: it is not empty, and no output of latentmill", output);
    }
  }

  /** A run that ended before its run.json leaves a ledger only. */
  private static boolean isEmptyButForLedger(Path output, Configuration configuration) {
    try {
      FileSystem files = output.getFileSystem(configuration);
      if (!files.exists(output)) {
        return true;
      }
      for (FileStatus status : files.listStatus(output)) {
        if (!status.getPath().getName().equals(RunFiles.LEDGER)) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.RESOURCE, "Cannot list %s: %s".formatted(output, e.getMessage()), e);
    }
  }
}

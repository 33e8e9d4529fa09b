package io.latentmill.job.train;

import io.latentmill.job.run.HeldOutput;
import io.latentmill.job.run.Progress;
import io.latentmill.job.run.RunFailedException;
import io.latentmill.job.run.RunOptions.DeviceChoice;
import io.latentmill.job.run.RunOptions.Exclusion;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** An output of {@code train}, for the commands that look after outputs. */
public record TrainingOutput(Path path, Configuration configuration) {

  /** The output at a path; empty if {@code train} did not make it. */
  public static Optional<TrainingOutput> find(String output, Configuration configuration) {
    Path path = HeldOutput.qualified(output, configuration);
    try {
      return OutputFiles.of(path, configuration).files().exists(new Path(path, TrainingRecord.FILE))
          ? Optional.of(new TrainingOutput(path, configuration))
          : Optional.empty();
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.RESOURCE, "Cannot read %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** Reads every file of every trained adapter and says what is wrong. */
  public TrainingCheck verify() {
    return reading(files -> TrainingCheck.of(files));
  }

  /**
   * Trains failed adapters again.
   *
   * @param where the kind of failures; empty: all
   */
  public TrainOutcome retry(
      SparkSession spark,
      Optional<FailureKind> where,
      DeviceChoice device,
      Exclusion exclusion,
      Progress progress) {
    TrainOptions options = TrainingRun.again(path, device, exclusion, configuration);
    List<AdapterResult> records = reading(files -> new AdapterRecords(files).all());
    List<String> chosen =
        records.stream()
            .filter(record -> where.isEmpty() || where.get().label().equals(record.kind()))
            .map(AdapterResult::adapter)
            .toList();
    return Train.run(spark, options, chosen::contains, progress);
  }

  /** What nothing needs any more, one line each. */
  public List<String> litter() {
    return reading(files -> TrainingLitter.of(files).lines());
  }

  /** Removes it under the lease. */
  public List<String> removeLitter(Exclusion exclusion) {
    return HeldOutput.holdBriefly(
        path,
        configuration,
        exclusion,
        session -> {
          TrainingLitter litter = TrainingLitter.of(OutputFiles.of(path, configuration));
          litter.remove();
          return litter.lines();
        });
  }

  /** Writes the report anew, under the lease; gives its path. */
  public Path report(Exclusion exclusion) {
    return HeldOutput.holdBriefly(
        path,
        configuration,
        exclusion,
        session -> TrainingReport.write(OutputFiles.of(path, configuration)));
  }

  /** What reads from the output. */
  @FunctionalInterface
  private interface Reading<T> {
    T from(OutputFiles files) throws IOException;
  }

  private <T> T reading(Reading<T> reading) {
    try {
      return reading.from(OutputFiles.of(path, configuration));
    } catch (IOException e) {
      throw new RunFailedException("Cannot read %s: %s".formatted(path, e.getMessage()), e);
    }
  }
}

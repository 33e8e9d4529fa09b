package io.latentmill.job.train;

import io.latentmill.job.run.ExitCode;
import io.latentmill.job.run.HeldOutput;
import io.latentmill.job.run.Progress;
import io.latentmill.job.run.ProgressLine;
import io.latentmill.job.run.RunFailedException;
import io.latentmill.job.run.RunOptions.DeviceChoice;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * The training job: one task an adapter. What is wrong with options, model or table is found before
 * the output is touched; what is wrong with an adapter ends that adapter.
 */
public final class Train {
  private Train() {}

  /**
   * Trains all adapters that are not trained yet.
   *
   * @return how all adapters of the table stand
   * @throws LatentmillException (user, model) before any work, for what the user can mend
   * @throws RunFailedException after work has begun
   */
  public static TrainOutcome run(SparkSession spark, TrainOptions options, Progress progress) {
    return run(spark, options, adapter -> true, progress);
  }

  /**
   * The same for some of the adapters.
   *
   * @param chosen whether an adapter that is not trained is to be trained now
   */
  static TrainOutcome run(
      SparkSession spark, TrainOptions options, Predicate<String> chosen, Progress progress) {
    Configuration configuration = spark.sessionState().newHadoopConf();
    Path output = HeldOutput.qualified(options.output(), configuration);
    PipelineSpec pipeline = options.pipeline().qualified(configuration);
    ModelConfig.of(PipelineLoader.open(pipeline, configuration));
    JavaRDD<ExampleRow> rows = ExampleTable.read(spark, options.examples(), configuration);
    List<String> names = AdapterNames.of(rows, options.examples());
    TrainingRecord record = TrainingRecord.of(output, options.settings(), pipeline);
    record.check(configuration);
    AtomicReference<TrainingStatus> status = new AtomicReference<>();
    return HeldOutput.holdBriefly(
        output,
        configuration,
        options.exclusion(),
        session -> {
          record.write(configuration);
          OutputFiles files = OutputFiles.of(output, configuration);
          TrainingRun.of(options, pipeline, names).write(files);
          TrainingStatus heard =
              new TrainingStatus(
                  session, spark.sparkContext().applicationId(), names.size(), progress);
          status.set(heard);
          List<String> missing = untrained(output, names, configuration);
          missing.removeIf(chosen.negate());
          try {
            if (!missing.isEmpty()) {
              train(spark, settings(spark, options, output, pipeline), rows, missing, heard);
            }
            TrainOutcome outcome = new ResultTables(spark, files).write(names);
            TrainingReport.write(files);
            heard.finished(outcome, ExitCode.ofFailedRows(outcome.failed(), false));
            return outcome;
          } catch (RunFailedException e) {
            heard.failed(e.getMessage(), ExitCode.BROKEN);
            throw e;
          }
        },
        () -> Optional.ofNullable(status.get()).ifPresent(TrainingStatus::interrupted));
  }

  private static TaskSettings settings(
      SparkSession spark, TrainOptions options, Path output, PipelineSpec pipeline) {
    return new TaskSettings(
        output.toString(),
        pipeline,
        options.pipeline().modelName(),
        options.device() == DeviceChoice.CPU,
        options.threads().orElse(ExecutorCores.of(spark)),
        options.settings(),
        options.checkpointSteps(),
        options.samples());
  }

  private static List<String> untrained(
      Path output, List<String> names, Configuration configuration) throws IOException {
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      if (!new AdapterFolder(output.toString(), name, configuration).isDone()) {
        missing.add(name);
      }
    }
    return missing;
  }

  private static void train(
      SparkSession spark,
      TaskSettings settings,
      JavaRDD<ExampleRow> rows,
      List<String> names,
      Progress progress) {
    SerializableConfiguration configuration =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    JavaPairRDD<String, Iterable<ExampleRow>> adapters =
        rows.filter(row -> names.contains(row.adapter()))
            .mapToPair(row -> new Tuple2<>(row.adapter(), row))
            .groupByKey(new OneEach(names));
    long images =
        (long) names.size()
            * settings.settings().steps()
            * settings.settings().batchSize()
            * settings.settings().accumulate();
    progress.started(images, 0);
    ProgressLine.listen(progress);
    try {
      adapters.foreach(
          each -> new AdapterTask(settings, each._1(), configuration.value()).run(each._2()));
    } catch (Exception e) {
      throw new RunFailedException(
          String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
    } finally {
      ProgressLine.listen(Progress.SILENT);
      progress.ended();
    }
  }

  /** A partition, and so a task, for every adapter. */
  private static final class OneEach extends HashPartitioner {
    private static final long serialVersionUID = 1L;

    private final ArrayList<String> names;

    OneEach(List<String> names) {
      super(names.size());
      this.names = new ArrayList<>(names);
    }

    @Override
    public int getPartition(Object key) {
      return names.indexOf(key);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof OneEach each && names.equals(each.names);
    }

    @Override
    public int hashCode() {
      return names.hashCode();
    }
  }
}

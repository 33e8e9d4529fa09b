package io.latentmill.job.run;

import io.latentmill.job.failure.RootCause;
import io.latentmill.udf.pipeline.ModelCheck;
import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sql.TaskDevice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import scala.Tuple2;

/**
 * What an executor tries out before it takes work: libtorch, its devices, the model's files.
 * Spark's configuration carries it, since executors start before any task of ours can.
 *
 * @param pipeline that tasks will load, by paths that mean the same everywhere
 * @param cpuOnly whether tasks leave GPUs alone
 */
public record SelfCheck(PipelineSpec pipeline, boolean cpuOnly) {
  private static final String PREFIX = "spark.plugins.latentmill.check.";

  /** Of a run with these options. */
  public static SelfCheck of(
      PipelineSpec pipeline, RunOptions.DeviceChoice device, Configuration configuration) {
    return new SelfCheck(pipeline.qualified(configuration), device == RunOptions.DeviceChoice.CPU);
  }

  /**
   * Of a run with an output's own model.
   *
   * @param operation for messages: {@code verify}
   * @throws LatentmillException (user) if there is no such output
   */
  public static SelfCheck ofOutput(
      String operation,
      String output,
      RunOptions.DeviceChoice device,
      Configuration configuration) {
    RunOptions made =
        RunRecord.read(operation, output, configuration)
            .options(device, RunOptions.Exclusion.DEFAULTS);
    return of(made.pipeline(), device, configuration);
  }

  /** For the configuration that a session is started with. */
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put(PREFIX + "cpu", String.valueOf(cpuOnly));
    pipeline.paths().forEach((name, path) -> settings.put(PREFIX + name, path));
    return settings;
  }

  /** What a session was started with; empty: its executors are not to check themselves. */
  static Optional<SelfCheck> of(SparkConf conf) {
    if (!conf.contains(PREFIX + "cpu")) {
      return Optional.empty();
    }
    Map<String, String> paths = new TreeMap<>();
    for (Tuple2<String, String> setting : conf.getAllWithPrefix(PREFIX)) {
      paths.put(setting._1(), setting._2());
    }
    return Optional.of(
        new SelfCheck(
            PipelineSpec.of(paths, Optional.empty()), conf.getBoolean(PREFIX + "cpu", false)));
  }

  /**
   * Tries it out in this process.
   *
   * @param gpus that Spark assigned to the process
   * @return why it cannot work, in one line; empty: it can
   */
  Optional<String> fault(List<String> gpus, SparkConf conf) {
    try {
      TaskDevice.check(gpus, cpuOnly);
      Configuration configuration = SparkHadoopUtil.get().newConfiguration(conf);
      List<String> faults =
          ModelCheck.faults(pipeline, PipelineLoader.open(pipeline, configuration), configuration);
      return faults.stream().findFirst();
    } catch (LatentmillException e) {
      return Optional.of(e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      // Whatever else keeps it from working, tasks would meet it too.
      return Optional.of(e.getClass().getSimpleName() + ": " + RootCause.message(e));
    }
  }
}

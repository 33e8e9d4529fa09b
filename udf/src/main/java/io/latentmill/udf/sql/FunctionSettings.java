package io.latentmill.udf.sql;

import io.latentmill.udf.pipeline.StableDiffusion;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.Labels;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sql.row.InputRoots;
import io.latentmill.udf.sql.row.ListedRoots;
import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.torch.Torch;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * What functions are told that is the same for all rows: {@code spark.latentmill.*}, by the names
 * and with the defaults of the command line's options.
 *
 * @param pipeline which model
 * @param batchSize rows that its network sees at once
 * @param threads of an operation on the CPU
 * @param cpuOnly whether to leave GPUs alone
 * @param maxPixels of the largest image
 * @param inputRoots where the paths of rows may lead; none: rows name no files
 * @param clip folder of a CLIP model, or null
 */
public record FunctionSettings(
    PipelineSpec pipeline,
    int batchSize,
    int threads,
    boolean cpuOnly,
    long maxPixels,
    List<String> inputRoots,
    String clip)
    implements Serializable {
  private static final String PREFIX = "spark.latentmill.";
  private static final List<String> DEVICES = List.of("auto", "cpu");

  /** Rows that a call gathers to find some that can be made together, in batches. */
  private static final int WINDOW = 8;

  public FunctionSettings {
    inputRoots = List.copyOf(inputRoots);
    if (batchSize < 1) {
      throw LatentmillException.user("%sbatch-size %d is not positive", PREFIX, batchSize);
    }
  }

  /**
   * Of a session.
   *
   * @param own settings that win over the session's, by name
   * @throws LatentmillException (user) naming what makes no sense
   */
  static FunctionSettings of(SparkSession spark, Function<String, Optional<String>> own) {
    Function<String, Optional<String>> setting =
        name -> own.apply(name).or(() -> option(spark.conf().getOption(PREFIX + name)));
    PipelineSpec spec =
        new PipelineSpec(
            setting.apply("model").orElse(null),
            setting.apply("model-config").orElse(null),
            setting.apply("vae").orElse(null),
            setting.apply("text-encoder").orElse(null),
            setting.apply("refiner").orElse(null),
            setting.apply("dtype").map(ComputeType::ofLabel).orElse(null));
    return new FunctionSettings(
        spec.qualified(spark.sessionState().newHadoopConf()),
        (int) number(setting, "batch-size", 4),
        (int)
            number(
                setting,
                "threads",
                spark
                    .sparkContext()
                    .getConf()
                    .getInt("spark.executor.cores", Runtime.getRuntime().availableProcessors())),
        setting.apply("device").filter(FunctionSettings::isCpu).isPresent(),
        number(setting, "max-pixels", 4_194_304),
        setting.apply("input-roots").map(text -> List.of(text.split(","))).orElse(List.of()),
        setting.apply("clip").orElse(null));
  }

  private static Optional<String> option(Option<String> value) {
    return value.isDefined() ? Optional.of(value.get()) : Optional.empty();
  }

  private static boolean isCpu(String device) {
    return Labels.require("device", DEVICES.toArray(String[]::new), it -> it, device).equals("cpu");
  }

  private static long number(
      Function<String, Optional<String>> setting, String name, long otherwise) {
    String text = setting.apply(name).orElse(String.valueOf(otherwise));
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw LatentmillException.user("%s%s %s is not a number", PREFIX, name, text);
    }
  }

  int rowsAtOnce() {
    return WINDOW * batchSize;
  }

  InputRoots roots(Configuration configuration) {
    return new ListedRoots(inputRoots, configuration);
  }

  /** The pipeline on the running task's device, loaded when it is first asked for. */
  StableDiffusion loaded(Configuration configuration) {
    Torch.useThreads(threads);
    return PipelineCache.get(pipeline, device(), configuration);
  }

  TaskDevice device() {
    return TaskDevice.of(TaskContext.get(), cpuOnly);
  }
}

package io.latentmill.job.cli.inspect;

import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.pipeline.ModelCheck;
import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.pipeline.load.ModelDefaults;
import io.latentmill.udf.pipeline.load.ModelDigests;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.Component;
import io.latentmill.udf.weights.FileDigest;
import io.latentmill.udf.weights.TensorInfo;
import io.latentmill.udf.weights.TensorSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/**
 * What there is to know of a checkpoint without loading it.
 *
 * @param model its path, or the embedded model's name
 * @param family empty, like what follows from it, when its configuration cannot be read
 * @param size that it was trained on
 * @param scheduler its own sampler with all options
 * @param defaults of rows that say nothing else
 * @param networks those whose weights can be read
 * @param files all that are used
 * @param sha256 of all files together
 * @param faults why it cannot run; empty: it can
 */
public record ModelReport(
    String model,
    Optional<String> family,
    Optional<ImageSize> size,
    Optional<Scheduler> scheduler,
    Optional<Defaults> defaults,
    List<NetworkReport> networks,
    List<FileDigest> files,
    String sha256,
    List<String> faults) {

  /** A sampler, and its options by the names of scheduler_config.json. */
  record Scheduler(String sampler, String diffusersClass, Map<String, String> options) {}

  /** What rows take that say nothing else. */
  record Defaults(int steps, double guidanceScale, double guidanceRescale) {}

  /** A network's tensors: how many there are, and how many of each dtype. */
  record NetworkReport(
      String name, int tensors, long parameters, long bytes, Map<String, Integer> dtypes) {

    static NetworkReport of(Component component, TensorSource weights) {
      long parameters = 0;
      long bytes = 0;
      Map<String, Integer> dtypes = new TreeMap<>();
      for (String name : weights.names()) {
        TensorInfo info = weights.info(name);
        parameters += info.elements();
        bytes += info.bytes();
        dtypes.merge(info.dtype().name(), 1, Integer::sum);
      }
      return new NetworkReport(
          component.folder(), weights.names().size(), parameters, bytes, dtypes);
    }
  }

  /** Looks at a checkpoint. */
  public static ModelReport of(PipelineSpec spec, Configuration configuration) {
    Checkpoint checkpoint = PipelineLoader.open(spec, configuration);
    Optional<ModelConfig> config = readable(() -> ModelConfig.of(checkpoint));
    List<FileDigest> files = ModelDigests.of(spec, checkpoint, configuration);
    return new ModelReport(
        spec.modelName(),
        config.map(ModelConfig::family),
        config.map(ModelConfig::defaultSize),
        config.flatMap(it -> readable(() -> scheduler(PipelineLoader.scheduler(checkpoint, it)))),
        readable(() -> defaults(ModelDefaults.of(checkpoint))),
        eachNetwork(checkpoint, NetworkReport::of),
        files,
        FileDigest.combined(files),
        ModelCheck.faults(spec, checkpoint, configuration));
  }

  private static Scheduler scheduler(SchedulerConfig config) {
    return new Scheduler(
        config.unknownClass().map(it -> "unknown").orElse(config.samplerName().label()),
        config.unknownClass().orElse(config.samplerName().diffusersClass()),
        new TreeMap<>(config.options()));
  }

  private static Defaults defaults(ModelDefaults defaults) {
    return new Defaults(defaults.steps(), defaults.guidanceScale(), defaults.guidanceRescale());
  }

  /** What there is to say of each network whose weights can be read. */
  public static <T> List<T> eachNetwork(
      Checkpoint checkpoint, BiFunction<Component, TensorSource, T> look) {
    List<T> networks = new ArrayList<>();
    for (Component component : Component.values()) {
      if (component.hasWeights() && checkpoint.has(component)) {
        readable(() -> network(checkpoint, component, look)).ifPresent(networks::add);
      }
    }
    return networks;
  }

  private static <T> T network(
      Checkpoint checkpoint, Component component, BiFunction<Component, TensorSource, T> look) {
    try (TensorSource weights = checkpoint.weights(component)) {
      return look.apply(component, weights);
    }
  }

  /** What is wrong with a part stands among the faults. */
  private static <T> Optional<T> readable(Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (LatentmillException e) {
      return Optional.empty();
    }
  }
}

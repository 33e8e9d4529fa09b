package io.latentmill.job.run;

import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.lora.LoraFile;
import io.latentmill.udf.weights.lora.LoraTargets;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Tells of a LoRA, by its path, whether rows of a batch may each have another beside it. */
final class AdapterKinds implements Predicate<String> {
  private final PipelineSpec pipeline;
  private final Configuration configuration;
  private Optional<LoraTargets> targets = Optional.empty();

  AdapterKinds(PipelineSpec pipeline, Configuration configuration) {
    this.pipeline = pipeline;
    this.configuration = configuration;
  }

  /** Reads its header; what is wrong with a file, its rows say when they are generated. */
  @Override
  public boolean test(String path) {
    if (targets.isEmpty()) {
      targets = Optional.of(LoraTargets.of(PipelineLoader.open(pipeline, configuration)));
    }
    try (LoraFile file = LoraFile.open(new Path(path), targets.get(), configuration)) {
      return file.actsByRow();
    } catch (LatentmillException | IllegalArgumentException e) {
      return false;
    }
  }
}

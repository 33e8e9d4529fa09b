package io.latentmill.udf.pipeline;

import ai.djl.Device;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** The pipelines of a test class on the CPU, each loaded once. */
public final class Pipelines implements AutoCloseable {
  private final Map<PipelineSpec, StableDiffusion> loaded = new HashMap<>();

  StableDiffusion get(PipelineSpec spec) {
    return loaded.computeIfAbsent(
        spec, key -> PipelineLoader.load(key, Device.cpu(), new Configuration(false)));
  }

  /** A tiny checkpoint of the references. */
  StableDiffusion get(String checkpoint) {
    return get(PipelineSpec.of(path("checkpoints/" + checkpoint)));
  }

  /** Where a file of the references stands. */
  public static String path(String reference) {
    return GoldenTensors.folder().resolve(reference).toUri().toString();
  }

  @Override
  public void close() {
    loaded.values().forEach(StableDiffusion::close);
    loaded.clear();
  }
}

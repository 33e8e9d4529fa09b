package io.latentmill.udf.sql;

import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.pipeline.StableDiffusion;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;

/**
 * The pipelines of this process: each is loaded when its first task asks for it, once per device,
 * and stays for all tasks and jobs to come, until {@link #clear}. It is static because Spark gives
 * executors no other place that outlives a task.
 */
public final class PipelineCache {
  private static final Map<Key, StableDiffusion> PIPELINES = new HashMap<>();
  private static final AtomicLong LOADS = new AtomicLong();

  private PipelineCache() {}

  private record Key(PipelineSpec spec, TaskDevice device) {}

  /**
   * The pipeline of a device; the first call loads it, others wait for that. Callers do not close
   * it.
   */
  public static StableDiffusion get(
      PipelineSpec spec, TaskDevice device, Configuration configuration) {
    synchronized (PIPELINES) {
      return PIPELINES.computeIfAbsent(
          new Key(spec, device),
          key -> {
            LOADS.incrementAndGet();
            return PipelineLoader.load(spec, device.device(), configuration);
          });
    }
  }

  /** How often a pipeline was loaded in this process. */
  public static long loads() {
    return LOADS.get();
  }

  /** Frees all pipelines; for processes that go on after their last generation. */
  public static void clear() {
    synchronized (PIPELINES) {
      PIPELINES.values().forEach(StableDiffusion::close);
      PIPELINES.clear();
    }
  }
}

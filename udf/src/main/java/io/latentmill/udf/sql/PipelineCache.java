package io.latentmill.udf.sql;

import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.pipeline.StableDiffusion;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;

/**
 * The pipelines of this process: each is loaded when its first task asks for it, once per device,
 * and stays for all tasks and jobs to come, until {@link #clear}; but where a device has several,
 * those that were not used for longest are closed for a new one that would not fit beside them. It
 * is static because Spark gives executors no other place that outlives a task.
 */
public final class PipelineCache {
  /** In the order of their last use. */
  private static final Map<Key, Loaded> PIPELINES = new LinkedHashMap<>(16, 0.75f, true);

  private static final AtomicLong LOADS = new AtomicLong();

  private PipelineCache() {}

  private record Key(PipelineSpec spec, TaskDevice device) {}

  /** A pipeline, and how many use it; guarded by the map. */
  private static final class Loaded {
    private final StableDiffusion pipeline;
    private final long bytes;
    private int users;

    private Loaded(StableDiffusion pipeline, long bytes) {
      this.pipeline = pipeline;
      this.bytes = bytes;
    }
  }

  /**
   * The pipeline of a device; the first call loads it, others wait for that. Callers do not close
   * it, and it is never closed for another.
   */
  public static StableDiffusion get(
      PipelineSpec spec, TaskDevice device, Configuration configuration) {
    return borrow(spec, device, configuration, DeviceRoom.of(device.device())).pipeline;
  }

  /** Does something with the pipeline of a device, which is not closed in the meantime. */
  public static <T> T use(
      PipelineSpec spec,
      TaskDevice device,
      Configuration configuration,
      Function<StableDiffusion, T> work) {
    return use(spec, device, configuration, DeviceRoom.of(device.device()), work);
  }

  static <T> T use(
      PipelineSpec spec,
      TaskDevice device,
      Configuration configuration,
      DeviceRoom room,
      Function<StableDiffusion, T> work) {
    Loaded loaded = borrow(spec, device, configuration, room);
    try {
      return work.apply(loaded.pipeline);
    } finally {
      synchronized (PIPELINES) {
        loaded.users--;
      }
    }
  }

  private static Loaded borrow(
      PipelineSpec spec, TaskDevice device, Configuration configuration, DeviceRoom room) {
    synchronized (PIPELINES) {
      Key key = new Key(spec, device);
      Loaded loaded = PIPELINES.get(key);
      if (loaded == null) {
        long bytes = PipelineLoader.bytes(spec, device.device(), configuration);
        makeRoom(device, room.weights() - bytes);
        LOADS.incrementAndGet();
        loaded = new Loaded(PipelineLoader.load(spec, device.device(), configuration), bytes);
        PIPELINES.put(key, loaded);
      }
      loaded.users++;
      return loaded;
    }
  }

  /** Closes idle pipelines of a device until the others leave enough. */
  private static void makeRoom(TaskDevice device, long most) {
    long there =
        PIPELINES.entrySet().stream()
            .filter(it -> it.getKey().device().equals(device))
            .mapToLong(it -> it.getValue().bytes)
            .sum();
    Iterator<Map.Entry<Key, Loaded>> oldest = PIPELINES.entrySet().iterator();
    while (there > Math.max(most, 0) && oldest.hasNext()) {
      Map.Entry<Key, Loaded> entry = oldest.next();
      if (entry.getKey().device().equals(device) && entry.getValue().users == 0) {
        there -= entry.getValue().bytes;
        oldest.remove();
        entry.getValue().pipeline.close();
      }
    }
  }

  /** How often a pipeline was loaded in this process. */
  public static long loads() {
    return LOADS.get();
  }

  /** Frees all pipelines; for processes that go on after their last generation. */
  public static void clear() {
    synchronized (PIPELINES) {
      PIPELINES.values().forEach(loaded -> loaded.pipeline.close());
      PIPELINES.clear();
    }
  }
}

package io.latentmill.udf.sql;

import io.latentmill.udf.scores.Scorer;
import io.latentmill.udf.scores.ScorerSpec;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** The scorers of this process, kept as {@link PipelineCache} keeps pipelines. */
public final class ScorerCache {
  private static final Map<Key, Scorer> SCORERS = new HashMap<>();

  private ScorerCache() {}

  private record Key(ScorerSpec spec, TaskDevice device) {}

  /**
   * The scorer of a device; the first call loads it, others wait for that. Callers do not close it,
   * and hold its monitor while they use it.
   */
  public static Scorer get(ScorerSpec spec, TaskDevice device, Configuration configuration) {
    synchronized (SCORERS) {
      return SCORERS.computeIfAbsent(
          new Key(spec, device), key -> Scorer.load(spec, device.device(), configuration));
    }
  }

  /** Frees all scorers; for processes that go on after their last score. */
  public static void clear() {
    synchronized (SCORERS) {
      SCORERS.values().forEach(Scorer::close);
      SCORERS.clear();
    }
  }
}

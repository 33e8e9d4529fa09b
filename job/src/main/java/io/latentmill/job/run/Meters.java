package io.latentmill.job.run;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Sums since the process began, for Spark's metrics: of an executor, or on the driver of all. Work
 * of tasks that failed and were tried again counts as often as it was done. Thread-safe.
 */
final class Meters {
  private final AtomicLongArray sums = new AtomicLongArray(Figure.values().length);

  void add(Figures figures) {
    figures.amounts().forEach((figure, amount) -> sums.addAndGet(figure.ordinal(), amount));
  }

  long sum(Figure figure) {
    return sums.get(figure.ordinal());
  }

  /**
   * Has Spark tell of them.
   *
   * @param prefix before every name
   */
  void register(MetricRegistry registry, String prefix) {
    for (Figure figure : Figure.values()) {
      registry.register(prefix + figure.metric(), (Gauge<Long>) () -> sum(figure));
    }
  }
}

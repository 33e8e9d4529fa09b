package io.latentmill.job.ledger;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Repeats an action beside the run. */
@FunctionalInterface
public interface Heart {

  /** Starts to beat, first after one interval. The beat must not throw. */
  Beating start(Duration interval, Runnable beat);

  /** A heart that beats. */
  @FunctionalInterface
  interface Beating extends AutoCloseable {
    /** Ends the beats; a beat under way may yet finish. */
    @Override
    void close();
  }

  /** Beats in a daemon thread. */
  static Heart thread() {
    return (interval, beat) -> {
      ScheduledExecutorService executor =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "latentmill-lease");
                thread.setDaemon(true);
                return thread;
              });
      long millis = interval.toMillis();
      Future<?> beats =
          executor.scheduleWithFixedDelay(beat, millis, millis, TimeUnit.MILLISECONDS);
      return () -> {
        beats.cancel(false);
        executor.shutdown();
      };
    };
  }
}

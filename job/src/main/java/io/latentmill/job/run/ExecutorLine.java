package io.latentmill.job.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.plugin.PluginContext;

/**
 * An executor's end of the line to its driver. Spark makes the plugin itself, so that tasks find it
 * here.
 */
final class ExecutorLine {
  private static volatile ExecutorLine current;

  private final PluginContext context;

  private final Meters meters = new Meters();

  /** Batches that were generated and are not written yet. */
  private final AtomicInteger waiting = new AtomicInteger();

  /** Fair, so that a row that has to be alone gets its turn. */
  private final ReadWriteLock flights = new ReentrantReadWriteLock(true);

  private ExecutorLine(PluginContext context) {
    this.context = context;
  }

  static ExecutorLine open(PluginContext context) {
    ExecutorLine line = new ExecutorLine(context);
    current = line;
    return line;
  }

  /** Of this executor. */
  Meters meters() {
    return meters;
  }

  /** How many batches of this executor wait to be written. */
  AtomicInteger waiting() {
    return waiting;
  }

  static ExecutorLine current() {
    if (current == null) {
      throw new IllegalStateException(
          "spark.plugins does not name " + LatentmillPlugin.class.getName());
    }
    return current;
  }

  Suspicion suspicion(long batch) {
    return Suspicion.of((int[]) ask(new BatchNotice.Asking(batch)));
  }

  /** Generates a batch, which the driver knows to be in flight meanwhile. */
  <T> T inFlight(long batch, Supplier<T> generation) {
    return inFlight(flights.readLock(), batch, BatchNotice.WHOLE, generation);
  }

  /**
   * The same for one row, while nothing else is in flight here, whatever other tasks there are: if
   * the executor dies, it was this row.
   */
  <T> T aloneInFlight(long batch, int slot, Supplier<T> generation) {
    return inFlight(flights.writeLock(), batch, slot, generation);
  }

  /** The driver knows before the rows enter native code, until they are through or have thrown. */
  private <T> T inFlight(Lock lock, long batch, int slot, Supplier<T> generation) {
    lock.lock();
    try {
      ask(new BatchNotice.Entering(executor(), batch, slot));
      try {
        return generation.get();
      } finally {
        send(new BatchNotice.Through(executor(), batch, slot));
      }
    } finally {
      lock.unlock();
    }
  }

  void advanced(long batch, long generated, long failed, Figures figures) {
    meters.add(figures);
    send(new BatchNotice.Advanced(batch, generated, failed, figures));
  }

  void counted(Figures figures) {
    meters.add(figures);
    send(new BatchNotice.Counted(figures));
  }

  void say(String text) {
    send(new BatchNotice.Saying(text));
  }

  static String executor() {
    return SparkEnv.get().executorId();
  }

  private Object ask(BatchNotice notice) {
    try {
      return context.ask(notice);
    } catch (Exception e) {
      throw new IllegalStateException("Cannot reach the driver", e);
    }
  }

  private void send(BatchNotice notice) {
    try {
      context.send(notice);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot reach the driver", e);
    }
  }
}

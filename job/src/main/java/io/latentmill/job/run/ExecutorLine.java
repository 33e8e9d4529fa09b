package io.latentmill.job.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.plugin.PluginContext;

/**
 * An executor's end of the line to its driver. Spark makes the plugin itself, so that tasks find it
 * here.
 */
final class ExecutorLine {
  private static volatile ExecutorLine current;

  private final PluginContext context;

  private ExecutorLine(PluginContext context) {
    this.context = context;
  }

  static void open(PluginContext context) {
    current = new ExecutorLine(context);
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

  /** Returns when the driver knows: what kills the executor next will be known for it. */
  void entering(long batch, int slot) {
    ask(new BatchNotice.Entering(executor(), batch, slot));
  }

  void through(long batch, int slot) {
    send(new BatchNotice.Through(executor(), batch, slot));
  }

  void advanced(long generated, long failed) {
    send(new BatchNotice.Advanced(generated, failed));
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

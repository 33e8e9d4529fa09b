package io.latentmill.job.run;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Tidies up when the process is told to end while a run is open: before Spark stops and before
 * Hadoop closes its file systems.
 */
final class ShutdownGuard implements AutoCloseable {
  /** Spark's hooks and Hadoop's own run at 50 and below. */
  private static final int BEFORE_SPARK = 100;

  private final AtomicBoolean shuttingDown = new AtomicBoolean();
  private final Runnable hook;

  private ShutdownGuard(Runnable tidy) {
    this.hook =
        () -> {
          shuttingDown.set(true);
          tidy.run();
        };
  }

  static ShutdownGuard of(Runnable tidy) {
    ShutdownGuard guard = new ShutdownGuard(tidy);
    ShutdownHookManager.get().addShutdownHook(guard.hook, BEFORE_SPARK);
    return guard;
  }

  boolean isShuttingDown() {
    return shuttingDown.get();
  }

  @Override
  public void close() {
    if (!shuttingDown.get()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}

package io.latentmill.job.cli;

import io.latentmill.job.cli.progress.TerminalProgress;
import io.latentmill.job.run.ExitCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.service.launcher.IrqHandler;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Ends the program with exit code 1 when somebody asks it to end; the JVM's own code would be 130
 * or 143. Whatever must be tidied up first (the lease, Spark) does so in shutdown hooks. A run may
 * have asked for time to finish what is under way.
 */
final class Interruption {
  private static final AtomicBoolean CAME = new AtomicBoolean();

  private static final AtomicReference<Duration> DRAIN = new AtomicReference<>(Duration.ZERO);
  private static final AtomicBoolean DRAINING = new AtomicBoolean();

  private Interruption() {}

  /** How long what is under way may take once a signal has come; no time: it is cut off. */
  static void drainFor(Duration time) {
    DRAIN.set(time);
  }

  /** Whether a signal has come that leaves time to finish what is under way. */
  static boolean draining() {
    return DRAINING.get();
  }

  /** Takes over SIGTERM, SIGINT and SIGHUP. */
  static void exitOnSignals(Surroundings surroundings) {
    for (String signal : new String[] {"TERM", "INT", "HUP"}) {
      new IrqHandler(signal, data -> end(surroundings, "SIG" + signal)).bind();
    }
  }

  /** A second signal cuts off what the first has left time for. */
  private static void end(Surroundings surroundings, String signal) {
    Duration time = DRAIN.get();
    if (time.isZero() || !DRAINING.compareAndSet(false, true)) {
      exit(surroundings, signal);
      return;
    }
    say(surroundings, "draining after %s, for up to %d s".formatted(signal, time.toSeconds()));
    Thread limit = new Thread(() -> exitAfter(time, surroundings, signal), "latentmill-drain");
    limit.setDaemon(true);
    limit.start();
  }

  private static void exitAfter(Duration time, Surroundings surroundings, String signal) {
    try {
      Thread.sleep(time.toMillis());
      exit(surroundings, signal);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void say(Surroundings surroundings, String text) {
    surroundings.err().println(lineStart(surroundings) + "latentmill: " + text);
    surroundings.err().flush();
  }

  private static void exit(Surroundings surroundings, String signal) {
    if (CAME.compareAndSet(false, true)) {
      // Tasks that are cut off fail in hundreds of ways, none of which tells anything.
      Configurator.setLevel("org.apache.spark", Level.OFF);
      say(surroundings, "interrupted by " + signal);
      System.exit(ExitCode.BROKEN);
    }
  }

  /** On a terminal the line takes the progress line's place. */
  private static String lineStart(Surroundings surroundings) {
    return surroundings.interactive() ? TerminalProgress.CLEAR_LINE : "";
  }

  /** Whether the program is ending for a signal: what fails from now on fails for that. */
  static boolean came() {
    return CAME.get();
  }
}

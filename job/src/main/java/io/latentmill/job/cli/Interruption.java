package io.latentmill.job.cli;

import io.latentmill.job.cli.progress.TerminalProgress;
import io.latentmill.job.run.ExitCode;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.service.launcher.IrqHandler;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Ends the program with exit code 1 when somebody asks it to end; the JVM's own code would be 130
 * or 143. Whatever must be tidied up first (the lease, Spark) does so in shutdown hooks.
 */
final class Interruption {
  private static final AtomicBoolean CAME = new AtomicBoolean();

  private Interruption() {}

  /** Takes over SIGTERM, SIGINT and SIGHUP. */
  static void exitOnSignals(Surroundings surroundings) {
    for (String signal : new String[] {"TERM", "INT", "HUP"}) {
      new IrqHandler(signal, data -> exit(surroundings, "SIG" + signal)).bind();
    }
  }

  private static void exit(Surroundings surroundings, String signal) {
    if (CAME.compareAndSet(false, true)) {
      // Tasks that are cut off fail in hundreds of ways, none of which tells anything.
      Configurator.setLevel("org.apache.spark", Level.OFF);
      surroundings.err().println(lineStart(surroundings) + "latentmill: interrupted by " + signal);
      surroundings.err().flush();
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

package io.latentmill.job.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * A command that was run in this process, and what came of it.
 *
 * @param code its exit code
 * @param out its standard output
 * @param err its standard error
 */
record CommandRun(int code, String out, String err) {

  /** Surroundings in which nobody listens, under a configuration. */
  static Surroundings unheard(SparkConf conf) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return new Surroundings(conf, nowhere, nowhere, false);
  }

  /** Runs a command under an empty configuration. */
  static CommandRun of(String... arguments) {
    return of(new SparkConf(false), arguments);
  }

  /**
   * With a session of its own, where Spark runs: as between processes, what a command sets there is
   * not the next one's.
   */
  static CommandRun of(SparkConf conf, String... arguments) {
    Option<SparkSession> caller = SparkSession.getActiveSession();
    if (caller.isDefined()) {
      SparkSession.setActiveSession(caller.get().newSession());
    }
    try {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      Surroundings surroundings =
          new Surroundings(conf, new PrintWriter(out, true), new PrintWriter(err, true), false);
      return new CommandRun(Program.run(surroundings, arguments), out.toString(), err.toString());
    } finally {
      if (caller.isDefined()) {
        SparkSession.setActiveSession(caller.get());
      }
    }
  }
}

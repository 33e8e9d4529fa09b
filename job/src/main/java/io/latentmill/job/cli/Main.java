package io.latentmill.job.cli;

import io.latentmill.job.run.ExitCode;
import io.latentmill.job.run.PlainDigits;
import org.apache.spark.SparkUserAppException;
import org.apache.spark.sql.SparkSession;

/**
 * The program: {@code spark-submit --class io.latentmill.job.cli.Main latentmill.jar COMMAND …}.
 */
public final class Main {
  private Main() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @throws SparkUserAppException in YARN's own process, which learns the code from that alone
   */
  public static void main(String[] arguments) throws SparkUserAppException {
    PlainDigits.everywhere();
    Surroundings surroundings = Surroundings.ofProcess();
    Interruption.exitOnSignals(surroundings);
    int code = Program.run(surroundings, arguments);
    surroundings.out().flush();
    surroundings.err().flush();
    if (SparkSession.getDefaultSession().isDefined()) {
      // Cluster managers record how the application ended from what Spark is stopped with.
      SparkSession.getDefaultSession().get().sparkContext().stop(code);
    }
    if (surroundings.onYarnsOwnMachine()) {
      // YARN takes any call of exit for a failure of unknown reason: success there is to return.
      if (code != ExitCode.DONE) {
        throw new SparkUserAppException(code);
      }
    } else {
      System.exit(code);
    }
  }
}

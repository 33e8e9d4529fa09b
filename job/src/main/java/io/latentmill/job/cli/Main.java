package io.latentmill.job.cli;

import io.latentmill.job.run.ExitCode;
import org.apache.spark.sql.SparkSession;

/**
 * The program: {@code spark-submit --class io.latentmill.job.cli.Main latentmill.jar COMMAND …}.
 */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Surroundings surroundings = Surroundings.ofProcess();
    Interruption.exitOnSignals(surroundings);
    int code = Program.run(surroundings, arguments);
    surroundings.out().flush();
    surroundings.err().flush();
    if (SparkSession.getDefaultSession().isDefined()) {
      // Cluster managers record how the application ended from what Spark is stopped with.
      SparkSession.getDefaultSession().get().sparkContext().stop(code);
    }
    if (code != ExitCode.DONE || !onCluster(surroundings)) {
      System.exit(code);
    }
  }

  /**
   * Whether a cluster manager runs this very method. YARN takes any call of exit for a failure, so
   * that success there is to return.
   */
  private static boolean onCluster(Surroundings surroundings) {
    return surroundings.conf().get("spark.submit.deployMode", "client").equals("cluster");
  }
}

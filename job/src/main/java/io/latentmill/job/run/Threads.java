package io.latentmill.job.run;

import java.util.OptionalInt;
import org.apache.spark.SparkConf;

/**
 * How many threads an operation on the CPU takes. Pixels depend on it, so it belongs to the output:
 * its first run decides, for all later runs and whatever machine they are on.
 */
final class Threads {
  private static final String EXECUTOR_CORES = "spark.executor.cores";

  private Threads() {}

  /**
   * The number for an output.
   *
   * @param asked by the user
   * @param recorded by the output's first run
   * @param conf whose executors' cores decide for a new output; without, the driver's machine
   */
  static int of(OptionalInt asked, OptionalInt recorded, SparkConf conf) {
    if (asked.isPresent()) {
      return asked.getAsInt();
    }
    return recorded.isPresent()
        ? recorded.getAsInt()
        : conf.getInt(EXECUTOR_CORES, Runtime.getRuntime().availableProcessors());
  }
}

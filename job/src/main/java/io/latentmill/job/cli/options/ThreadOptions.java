package io.latentmill.job.cli.options;

import io.latentmill.udf.request.LatentmillException;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** How the CPU is used. */
public final class ThreadOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads of one operation on the CPU, on which pixels depend in their last bits: an output"
              + " keeps those of its first run. Without it: spark.executor.cores, else the"
              + " driver's processors.")
  private Integer threads;

  /** Empty without the option. */
  public OptionalInt threads() {
    if (threads == null) {
      return OptionalInt.empty();
    }
    if (threads < 1) {
      throw LatentmillException.user("--threads %d is not positive", threads);
    }
    return OptionalInt.of(threads);
  }
}

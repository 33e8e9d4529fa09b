package io.latentmill.job.cli.options;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a run ends, and what its end tells schedulers. */
public final class EndOptions {
  @Option(
      names = "--failed-rows-ok",
      description =
          "Exits 0 though rows failed, for schedulers that start a run again whatever its code says."
              + " Without it: exit 3.")
  private boolean failedRowsOk;

  @Option(
      names = "--drain",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description =
          "What a signal to end leaves time for: finishing the chunks under way. Without it: none,"
              + " they are lost.")
  private Duration drain;

  /** As it was given. */
  public boolean failedRowsOk() {
    return failedRowsOk;
  }

  /** How long chunks under way may take once a signal has come. */
  public Duration drain() {
    return Optional.ofNullable(drain).orElse(Duration.ZERO);
  }
}

package io.latentmill.job.cli.options;

import io.latentmill.job.run.RunOptions.Exclusion;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** How other runs are kept out of the output. */
public final class ExclusionOptions {
  @Option(
      names = "--single-writer",
      description =
          "Your word that nobody else writes to the output: needed on stores without conditional"
              + " writes, which are refused otherwise.")
  private boolean singleWriter;

  @Option(
      names = "--lease-lapse",
      paramLabel = "TIME",
      defaultValue = "20s",
      showDefaultValue = Visibility.ALWAYS,
      converter = TimeSpan.class,
      description = "How long a silent run keeps its lease.")
  private Duration leaseLapse;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description =
          "How long to wait for another run that holds the output. Without it: not at all, exit 4.")
  private Duration patience;

  /** As it was given. */
  public Exclusion exclusion() {
    return new Exclusion(
        singleWriter, leaseLapse, Optional.ofNullable(patience).orElse(Duration.ZERO));
  }
}

package io.latentmill.job.cli.options;

import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** How examples' losses are compared. */
public final class EvaluationOptions {
  @Option(
      names = "--bands",
      paramLabel = "N",
      defaultValue = "10",
      showDefaultValue = Visibility.ALWAYS,
      description = "Of timesteps: --method evaluate asks for the loss in the middle of each.")
  private int bands;

  public int bands() {
    return bands;
  }
}

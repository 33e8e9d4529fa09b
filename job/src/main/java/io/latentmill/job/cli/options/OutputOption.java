package io.latentmill.job.cli.options;

import picocli.CommandLine.Option;

/** The output that a command is about. */
public final class OutputOption {
  @Option(
      names = "--output",
      paramLabel = "PATH",
      converter = PathText.class,
      required = true,
      description = "The data set's folder, as generate made it.")
  private String output;

  /** As it was given. */
  public String path() {
    return output;
  }
}

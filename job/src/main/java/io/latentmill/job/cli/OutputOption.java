package io.latentmill.job.cli;

import picocli.CommandLine.Option;

/** The output that a command is about. */
final class OutputOption {
  @Option(
      names = "--output",
      paramLabel = "PATH",
      converter = PathText.class,
      required = true,
      description = "The data set's folder, as generate made it.")
  private String output;

  String path() {
    return output;
  }
}

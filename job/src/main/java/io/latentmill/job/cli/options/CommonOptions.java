package io.latentmill.job.cli.options;

import picocli.CommandLine.Option;

/** What every command takes. */
public final class CommonOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A properties file of long option names (chunk-rows = 512), on any Hadoop file system."
              + " Typed options and spark.latentmill.* settings win over it.")
  private String config;

  @Option(names = "--stacktrace", description = "Shows where in the program an error arose.")
  private boolean stacktrace;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;
}

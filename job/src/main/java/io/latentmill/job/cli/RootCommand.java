package io.latentmill.job.cli;

import io.latentmill.job.run.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The program without a command: tells what there is. */
@Command(
    name = "latentmill",
    description = "Generates images with Stable Diffusion from tables of prompts, on Spark.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = VersionProvider.class,
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  deploy/latentmill demo",
      "  deploy/latentmill generate --prompts prompts.parquet --output out/images",
      "  deploy/latentmill generate --help",
    })
final class RootCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Shows the program's version.")
  private boolean version;

  RootCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Whoever names no command gets help, and a scheduler a failure: nothing was done. */
  @Override
  public Integer call() {
    CommandLine commands = spec.commandLine();
    commands.usage(surroundings.err());
    return ExitCode.REFUSED;
  }
}

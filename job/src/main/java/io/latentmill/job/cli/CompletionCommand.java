package io.latentmill.job.cli;

import io.latentmill.job.cli.options.CommonOptions;
import io.latentmill.job.run.ExitCode;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Commands and options for shells. */
@Command(
    name = "completion",
    header = "Prints a script that has bash or zsh complete commands and options.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  deploy/latentmill completion > ~/.latentmill-completion",
      "  echo 'source ~/.latentmill-completion' >> ~/.bashrc",
    })
final class CompletionCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  CompletionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    surroundings.out().print(AutoComplete.bash("latentmill", spec.root().commandLine()));
    surroundings.out().flush();
    return ExitCode.DONE;
  }
}

package io.latentmill.job.cli;

import io.latentmill.job.cli.options.CommonOptions;
import io.latentmill.job.cli.options.ExclusionOptions;
import io.latentmill.job.cli.options.OutputOption;
import io.latentmill.job.run.ExitCode;
import io.latentmill.job.run.Report;
import io.latentmill.job.train.TrainingOutput;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The gallery, anew. */
@Command(
    name = "report",
    header = "Writes a page with gallery and statistics into the output.",
    description =
        "Writes report/index.html from what is committed. generate and retry do so when they end;"
            + " this is for an output that is not finished.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  deploy/latentmill report --output out/run",
    })
final class ReportCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private OutputOption output;

  @Mixin private ExclusionOptions exclusion;

  @Mixin private CommonOptions common;

  ReportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    surroundings
        .out()
        .println(
            TrainingOutput.find(output.path(), surroundings.hadoop())
                .map(training -> training.report(exclusion.exclusion()))
                .orElseGet(
                    () ->
                        Report.run(
                            surroundings.named("report", output.path()).spark(),
                            output.path(),
                            exclusion.exclusion())));
    return ExitCode.DONE;
  }
}

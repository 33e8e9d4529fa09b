package io.latentmill.job.cli;

import io.latentmill.job.cli.options.CommonOptions;
import io.latentmill.job.cli.options.ExclusionOptions;
import io.latentmill.job.cli.options.OutputOption;
import io.latentmill.job.run.ExitCode;
import io.latentmill.job.run.Gc;
import io.latentmill.job.train.TrainingOutput;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an output can do without. */
@Command(
    name = "gc",
    header = "Lists or removes what no manifest names.",
    description =
        "Lists attempts that nothing names, strange files among them, and multipart uploads that"
            + " were never completed, all of this output only. While a run is alive, what it has"
            + " under way is listed too; --delete is refused then.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  deploy/latentmill gc --output out/run",
      "  deploy/latentmill gc --output s3a://out/run --delete",
    })
final class GcCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private OutputOption output;

  @Option(
      names = "--delete",
      description = "Removes the files and aborts the uploads, holding the output's lease.")
  private boolean delete;

  @Mixin private ExclusionOptions exclusion;

  @Mixin private CommonOptions common;

  GcCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    List<String> found =
        TrainingOutput.find(output.path(), surroundings.hadoop())
            .map(this::ofTraining)
            .orElseGet(this::ofGeneration);
    found.forEach(surroundings.out()::println);
    surroundings
        .out()
        .println(found.size() + (delete ? " removed" : " found; --delete removes them"));
    return ExitCode.DONE;
  }

  private List<String> ofTraining(TrainingOutput training) {
    return delete ? training.removeLitter(exclusion.exclusion()) : training.litter();
  }

  private List<String> ofGeneration() {
    return delete
        ? Gc.delete(output.path(), exclusion.exclusion(), surroundings.hadoop())
        : Gc.list(output.path(), surroundings.hadoop());
  }
}

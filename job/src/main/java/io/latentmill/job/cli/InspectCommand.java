package io.latentmill.job.cli;

import io.latentmill.job.run.ExitCode;
import io.latentmill.udf.pipeline.PipelineLoader;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells what a checkpoint holds and whether it can run; loads no tensors. */
@Command(
    name = "inspect",
    header = "Shows what a checkpoint holds and whether it can run.",
    description =
        "Reads configurations and the headers of weight files, holds the tensors against what the"
            + " configurations ask for, and digests every file. Exits 2 if the model cannot run.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  deploy/latentmill inspect",
      "  deploy/latentmill inspect --model /models/sd15",
      "  deploy/latentmill inspect --model s3a://models/xl.safetensors --json",
      "  deploy/latentmill inspect --tree | grep cross-attention",
    })
final class InspectCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ModelOptions model;

  @Option(names = "--json", description = "Prints JSON instead of text.")
  private boolean json;

  @Option(
      names = "--tree",
      description =
          "Adds every network module by module, with shapes and numbers of parameters."
              + " Attentions of the U-Net are marked as self- or cross-attention.")
  private boolean tree;

  @Mixin private CommonOptions common;

  InspectCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    ModelReport report = ModelReport.of(model.pipeline(), surroundings.hadoop());
    List<ModuleTree> trees = tree ? trees() : List.of();
    surroundings
        .out()
        .print(
            json
                ? ModelReportJson.of(report, trees)
                : ModelReportText.of(report) + ModuleTreeText.of(trees));
    surroundings.out().flush();
    return report.faults().isEmpty() ? ExitCode.DONE : ExitCode.REFUSED;
  }

  private List<ModuleTree> trees() {
    return ModelReport.eachNetwork(
        PipelineLoader.open(model.pipeline(), surroundings.hadoop()),
        (component, weights) -> ModuleTree.of(component.folder(), weights));
  }
}

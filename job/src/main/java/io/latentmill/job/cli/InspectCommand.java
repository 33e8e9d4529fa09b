package io.latentmill.job.cli;

import io.latentmill.job.cli.inspect.AdapterReportText;
import io.latentmill.job.cli.inspect.ModelReport;
import io.latentmill.job.cli.inspect.ModelReportJson;
import io.latentmill.job.cli.inspect.ModelReportText;
import io.latentmill.job.cli.inspect.ModuleTree;
import io.latentmill.job.cli.inspect.ModuleTreeText;
import io.latentmill.job.cli.options.CommonOptions;
import io.latentmill.job.cli.options.ModelOptions;
import io.latentmill.job.cli.options.RefinerOption;
import io.latentmill.job.run.ExitCode;
import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.weights.lora.AdapterReport;
import io.latentmill.udf.weights.lora.LoraTargets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
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
      "  deploy/latentmill inspect --model /models/sd15 --adapter style.safetensors",
    })
final class InspectCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ModelOptions model;

  @Mixin private RefinerOption refiner;

  @Option(
      names = "--adapter",
      paramLabel = "PATH",
      description =
          "A LoRA, or one of its kin: tells its kind, the family that it was trained for, and how many"
              + " of its tensors take effect in the model. May be given several times.")
  private List<String> adapters = List.of();

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
    ModelReport report = ModelReport.of(refiner.beside(model.pipeline()), surroundings.hadoop());
    List<ModuleTree> trees = tree ? trees() : List.of();
    Map<String, AdapterReport> beside = adapters();
    surroundings
        .out()
        .print(
            json
                ? ModelReportJson.of(report, trees, beside)
                : ModelReportText.of(report)
                    + AdapterReportText.of(beside)
                    + ModuleTreeText.of(trees));
    surroundings.out().flush();
    boolean allServe = beside.values().stream().allMatch(it -> it.refusal().isEmpty());
    return report.faults().isEmpty() && allServe ? ExitCode.DONE : ExitCode.REFUSED;
  }

  private Map<String, AdapterReport> adapters() {
    Map<String, AdapterReport> reports = new LinkedHashMap<>();
    if (!adapters.isEmpty()) {
      LoraTargets targets =
          LoraTargets.of(
              PipelineLoader.open(refiner.beside(model.pipeline()), surroundings.hadoop()));
      adapters.forEach(
          path ->
              reports.put(path, AdapterReport.of(new Path(path), targets, surroundings.hadoop())));
    }
    return reports;
  }

  private List<ModuleTree> trees() {
    return ModelReport.eachNetwork(
        PipelineLoader.open(refiner.beside(model.pipeline()), surroundings.hadoop()),
        (component, weights) -> ModuleTree.of(component.folder(), weights));
  }
}

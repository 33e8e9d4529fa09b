package io.latentmill.job.cli;

import io.latentmill.job.plan.PlanDraft;
import io.latentmill.job.run.Generate;
import io.latentmill.job.run.RunOptions;
import io.latentmill.job.run.SelfCheck;
import io.latentmill.job.run.StoreProbe;
import io.latentmill.job.run.Tables;
import io.latentmill.job.sink.table.TableFormat;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The main job. */
@Command(
    name = "generate",
    header = "Generates a data set from a prompt table.",
    description =
        "Every row of the table ends up in the output exactly once, generated or failed with a"
            + " reason. Running the same command again goes on where it ended; rows that were added"
            + " to the table become new chunks. Exits 3 if rows failed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  deploy/latentmill generate --prompts datasets/prompts/shapes.parquet --output out/shapes",
      "  deploy/latentmill generate --prompts rows.parquet --model /models/sd15 --output out/run \\",
      "    --format webdataset,files --image-format webp --latents",
      "  spark-submit --class io.latentmill.job.cli.Main latentmill.jar generate \\",
      "    --prompts s3a://in/rows --model s3a://models/xl.safetensors --output s3a://out/run",
    })
final class GenerateCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private RunArguments run;

  @Mixin private CommonOptions common;

  GenerateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    RunOptions options = run.options();
    StoreProbe.check(options.paths(), surroundings.hadoop());
    Set<TableFormat> tables =
        Tables.wanted(options.output(), options.data().table(), surroundings.hadoop());
    Map<String, String> start =
        new HashMap<>(PlanDraft.startSettings(options.prompts(), surroundings.hadoop()));
    start.putAll(
        SelfCheck.of(options.pipeline(), options.device(), surroundings.hadoop()).settings());
    return Outcomes.tell(
        surroundings,
        Generate.run(
            surroundings.named("generate", options.output()).spark(tables, start),
            options,
            surroundings.progress()));
  }
}

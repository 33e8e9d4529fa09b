package io.latentmill.job.cli;

import io.latentmill.job.cli.options.CommonOptions;
import io.latentmill.job.cli.options.ProgressOptions;
import io.latentmill.job.cli.options.RunArguments;
import io.latentmill.job.run.Generate;
import io.latentmill.job.run.Preparation;
import io.latentmill.job.run.RunOptions;
import io.latentmill.job.run.RunOutcome;
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

  @Mixin private ProgressOptions progress;

  @Mixin private CommonOptions common;

  GenerateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    RunOptions options = new RefusedRun(surroundings).orTell(run.output(), run::options);
    Surroundings named = surroundings.named("generate", options.output());
    Interruption.drainFor(run.drain());
    Preparation preparation = Preparation.of(options, surroundings.conf());
    RunOutcome outcome =
        preparation
            .done()
            .map(done -> withoutWork(named, done))
            .orElseGet(
                () ->
                    Generate.run(
                        named.spark(preparation.tables(), preparation.settings()),
                        options,
                        surroundings.progress(progress.reader()),
                        Interruption::draining));
    return Outcomes.tell(surroundings, outcome, options.execution().failedRowsOk());
  }

  /** YARN takes an application for failed that ends without having started Spark. */
  private static RunOutcome withoutWork(Surroundings surroundings, RunOutcome done) {
    if (surroundings.onYarnsOwnMachine()) {
      surroundings.spark();
    }
    return done;
  }
}

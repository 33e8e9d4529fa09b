package io.latentmill.job.cli;

import io.latentmill.job.cli.options.CommonOptions;
import io.latentmill.job.cli.options.DeviceOptions;
import io.latentmill.job.cli.options.EvaluationOptions;
import io.latentmill.job.cli.options.ExclusionOptions;
import io.latentmill.job.cli.options.ModelOptions;
import io.latentmill.job.cli.options.PathText;
import io.latentmill.job.cli.options.SampleOptions;
import io.latentmill.job.cli.options.ThreadOptions;
import io.latentmill.job.cli.options.TrainingOptions;
import io.latentmill.job.run.ExitCode;
import io.latentmill.job.train.Evaluate;
import io.latentmill.job.train.EvaluateOptions;
import io.latentmill.job.train.EvaluateOutcome;
import io.latentmill.job.train.Train;
import io.latentmill.job.train.TrainOptions;
import io.latentmill.job.train.TrainOutcome;
import io.latentmill.udf.training.adapter.DenoisingLossSettings;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The training job. */
@Command(
    name = "train",
    header = "Trains adapters from a table of images and captions.",
    description =
        "Trains one adapter for every distinct value of the column adapter, each in a task of its"
            + " own on the device that Spark assigned. Running the same command again goes on from"
            + " the last checkpoints. Exits 3 if adapters failed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  deploy/latentmill train --examples photos --output out/lora --method lora",
      "  deploy/latentmill train --examples concepts.parquet --model /models/sd15 \\",
      "    --output out/concepts --method textual-inversion --token '<thing>' --steps 3000",
    })
final class TrainCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = "--examples",
      paramLabel = "PATH",
      converter = PathText.class,
      required = true,
      description =
          "Images and captions: Parquet, CSV or JSON lines by extension, an output of generate, or"
              + " a folder of images with metadata.csv, metadata.jsonl or text files beside them.")
  private String examples;

  @Option(
      names = "--output",
      paramLabel = "PATH",
      converter = PathText.class,
      required = true,
      description = "The folder of the adapters. A run that is there is resumed.")
  private String output;

  @Option(
      names = "--checkpoint-steps",
      paramLabel = "N",
      defaultValue = "500",
      showDefaultValue = Visibility.ALWAYS,
      description = "Steps between checkpoints, from which an interrupted training goes on.")
  private int checkpointSteps;

  @Mixin private TrainingOptions training;

  @Mixin private SampleOptions samples;

  @Mixin private EvaluationOptions evaluation;

  @Mixin private ModelOptions model;

  @Mixin private DeviceOptions device;

  @Mixin private ThreadOptions threads;

  @Mixin private ExclusionOptions exclusion;

  @Mixin private CommonOptions common;

  TrainCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (training.evaluates()) {
      return evaluate();
    }
    TrainOptions options =
        new TrainOptions(
            examples,
            output,
            model.pipeline(),
            device.choice(),
            training.settings(model.pipeline(), surroundings.hadoop()),
            checkpointSteps,
            samples.samples(model.pipeline(), training.seed(), surroundings.hadoop()),
            exclusion.exclusion(),
            threads.threads());
    TrainOutcome outcome =
        Train.run(surroundings.named("train", output).spark(), options, surroundings.progress());
    surroundings.out().println(outcome.line());
    return ExitCode.ofFailedRows(outcome.failed(), false);
  }

  private int evaluate() {
    EvaluateOptions options =
        new EvaluateOptions(
            examples,
            output,
            model.pipeline(),
            device.choice(),
            new DenoisingLossSettings(
                training.resolution(model.pipeline(), surroundings.hadoop()),
                evaluation.bands(),
                training.seed(),
                training.batchSize()),
            threads.threads());
    EvaluateOutcome outcome = Evaluate.run(surroundings.named("train", output).spark(), options);
    surroundings
        .out()
        .printf(
            Locale.ROOT,
            "%,d examples, %,d of them could not be read%n",
            outcome.examples(),
            outcome.failed());
    return ExitCode.ofFailedRows(outcome.failed(), false);
  }
}

package io.latentmill.job.cli;

import io.latentmill.job.cli.options.CommonOptions;
import io.latentmill.job.cli.options.DeviceOptions;
import io.latentmill.job.cli.options.PathText;
import io.latentmill.job.cli.options.ScorerOptions;
import io.latentmill.job.run.ExitCode;
import io.latentmill.job.score.Score;
import io.latentmill.job.score.ScoreOptions;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.scores.ScorerSpec;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Scores of images that are there. */
@Command(
    name = "score",
    header = "Scores images: sharpness and hash, with models also fit, looks and safety.",
    description =
        "Reads a Parquet table with a column image (bytes, a path, or a struct of both) or a folder"
            + " of images, and writes a Parquet table with one row an image. Images that cannot be"
            + " read have their reason in the column error, and make it exit 3.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  deploy/latentmill score --input out/run/data/parquet --output out/scores \\",
      "    --clip /models/clip-vit-large-patch14 --aesthetic /models/aesthetic.safetensors",
      "  deploy/latentmill score --input photos --output out/scores \\",
      "    --safety /models/stable-diffusion-v1-5/safety_checker",
    })
final class ScoreCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = "--input",
      paramLabel = "PATH",
      converter = PathText.class,
      required = true,
      description = "The images: a Parquet table, or a folder of image files.")
  private String input;

  @Option(
      names = "--output",
      paramLabel = "PATH",
      converter = PathText.class,
      required = true,
      description = "The scores' folder, which must not be there yet.")
  private String output;

  @Mixin private ScorerOptions scorers;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "16",
      showDefaultValue = Visibility.ALWAYS,
      description = "Images that the models see at once.")
  private int batchSize;

  @Mixin private DeviceOptions device;

  @Mixin private CommonOptions common;

  ScoreCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    ScoreOptions options = options();
    SparkSession spark = surroundings.named("score", output).spark();
    Score.Counts counts = Score.run(spark, options);
    surroundings
        .out()
        .printf(
            Locale.ROOT,
            "%,d images, %,d of them could not be read%n",
            counts.images(),
            counts.failed());
    return ExitCode.ofFailedRows(counts.failed(), false);
  }

  private ScoreOptions options() {
    if (batchSize < 1) {
      throw LatentmillException.user("--batch-size %d is below 1", batchSize);
    }
    ScorerSpec models = scorers.models();
    if (scorers.embeddings() && models.clipPath().isEmpty()) {
      throw LatentmillException.user("--embeddings needs --clip, whose embeddings they are");
    }
    return new ScoreOptions(
        input, output, models, scorers.embeddings(), device.choice(), batchSize);
  }
}

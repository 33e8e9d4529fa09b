package io.latentmill.job.cli;

import io.latentmill.job.cli.options.CommonOptions;
import io.latentmill.job.cli.options.PathText;
import io.latentmill.job.duplicates.Duplicates;
import io.latentmill.job.run.ExitCode;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Images that look alike. */
@Command(
    name = "duplicates",
    header = "Finds images that look alike, by their perceptual hashes.",
    description =
        "Reads an output of generate --scores, or any Parquet table with id or path and phash, and"
            + " writes a Parquet table of the images that are near duplicates: id, duplicate_of (the"
            + " image of the group whose id comes first) and distance from it. Those that are not"
            + " in it are a data set without duplicates.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  deploy/latentmill duplicates --input out/run --output out/duplicates",
    })
final class DuplicatesCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = "--input",
      paramLabel = "PATH",
      converter = PathText.class,
      required = true,
      description = "An output of generate --scores, or a Parquet table with a column phash.")
  private String input;

  @Option(
      names = "--output",
      paramLabel = "PATH",
      converter = PathText.class,
      required = true,
      description = "The table's folder, which must not be there yet.")
  private String output;

  @Option(
      names = "--distance",
      paramLabel = "BITS",
      defaultValue = "6",
      showDefaultValue = Visibility.ALWAYS,
      description = "In how many of 64 bits the hashes of near duplicates differ at most, 0 to 12.")
  private int distance;

  @Mixin private CommonOptions common;

  DuplicatesCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Duplicates.Options options = new Duplicates.Options(input, output, distance);
    Duplicates.Counts counts =
        Duplicates.run(surroundings.named("duplicates", output).spark(), options);
    surroundings
        .out()
        .printf(
            Locale.ROOT,
            "%,d images; %,d groups look alike, the largest of %,d; %,d images are duplicates%n",
            counts.images(),
            counts.groups(),
            counts.largest(),
            counts.duplicates());
    return ExitCode.DONE;
  }
}

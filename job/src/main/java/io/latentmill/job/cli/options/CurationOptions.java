package io.latentmill.job.cli.options;

import io.latentmill.job.curation.Curation;
import io.latentmill.job.curation.Scoring;
import io.latentmill.job.curation.Selection;
import io.latentmill.job.curation.UnsafeImages;
import io.latentmill.udf.scores.ScorerSpec;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is done with images once they are made. */
final class CurationOptions {
  @Option(
      names = "--scores",
      description =
          "Scores every image: columns phash, sharpness, brightness and contrast. Models that score"
              + " imply it.")
  private boolean scores;

  @Mixin private ScorerOptions scorers;

  @Option(
      names = "--unsafe",
      paramLabel = "CHOICE",
      defaultValue = "keep",
      showDefaultValue = Visibility.ALWAYS,
      converter = UnsafeByLabel.class,
      description =
          "What becomes of images that --safety flags: keep leaves them as they are, blank makes"
              + " them and their latents black, drop makes their rows fail.")
  private UnsafeImages unsafe;

  @Option(
      names = "--keep",
      paramLabel = "EXPR",
      description =
          "Spark SQL over the output's columns (clip_score > 0.24 and not unsafe) that says which"
              + " images are ones to keep: column kept. All are written.")
  private String keep;

  @Option(
      names = "--redraws",
      paramLabel = "N",
      defaultValue = "0",
      showDefaultValue = Visibility.ALWAYS,
      description =
          "Tries rows that --keep refuses again, up to N times from seeds that follow from their"
              + " own. The best try stays: column tries.")
  private int redraws;

  @Option(
      names = "--watermark",
      paramLabel = "TEXT",
      description =
          "Hides a text of up to 64 bytes in the pixels of every PNG, as SDXL's pipelines do"
              + " (dwtDct); the library invisible-watermark reads it from images of at least 256x256"
              + " pixels.")
  private String watermark;

  Curation curation() {
    ScorerSpec models = scorers.models();
    boolean wanted = scores || !models.equals(ScorerSpec.PIXELS);
    return new Curation(
        new Scoring(wanted, models, scorers.embeddings(), unsafe),
        new Selection(keep == null ? "" : keep, redraws),
        watermark == null ? "" : watermark);
  }

  private static final class UnsafeByLabel extends Labelled<UnsafeImages> {
    UnsafeByLabel() {
      super(UnsafeImages::ofLabel);
    }
  }
}

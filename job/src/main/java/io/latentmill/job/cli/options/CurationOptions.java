package io.latentmill.job.cli.options;

import io.latentmill.job.curation.Curation;
import io.latentmill.job.curation.Scoring;
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

  Curation curation() {
    ScorerSpec models = scorers.models();
    boolean wanted = scores || !models.equals(ScorerSpec.PIXELS);
    return new Curation(new Scoring(wanted, models, scorers.embeddings(), unsafe));
  }

  private static final class UnsafeByLabel extends Labelled<UnsafeImages> {
    UnsafeByLabel() {
      super(UnsafeImages::ofLabel);
    }
  }
}

package io.latentmill.job.curation;

import io.latentmill.job.sink.metadata.Outcome;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Failed;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.request.QualityFlag;
import io.latentmill.udf.scores.Scores;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes images out that the safety checker flags. */
final class UnsafeOutcomes {
  private UnsafeOutcomes() {}

  /** The outcome as it is written. */
  static Outcome of(Outcome outcome, UnsafeImages choice) {
    if (!outcome.flagged() || !(outcome.result() instanceof Generated image)) {
      return outcome;
    }
    Scores scores = outcome.scores().orElseThrow();
    return switch (choice) {
      case KEEP -> outcome;
      case BLANK -> Outcome.scored(blank(image), scores);
      case DROP -> Outcome.of(new Failed(image.id(), FailureKind.USER, reason(scores)));
    };
  }

  private static String reason(Scores scores) {
    return "the safety checker flags the image: concepts "
        + scores.safety().orElseThrow().concepts().stream()
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
  }

  /** Latents decode to the image, and go with it. */
  private static Generated blank(Generated image) {
    GenerationResult.Latents latents = image.latents();
    Set<QualityFlag> flags = EnumSet.of(QualityFlag.BLACK, QualityFlag.FLAT);
    flags.addAll(image.flags());
    return new Generated(
        image.id(),
        image.size(),
        new byte[image.rgb().length],
        new GenerationResult.Latents(
            new float[latents.values().length],
            latents.channels(),
            latents.height(),
            latents.width(),
            latents.scalingFactor()),
        flags);
  }
}

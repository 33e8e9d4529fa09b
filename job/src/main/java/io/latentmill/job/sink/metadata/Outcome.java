package io.latentmill.job.sink.metadata;

import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.scores.Scores;
import java.util.Optional;

/**
 * What became of a row, and what is known of its image.
 *
 * @param result its image, or why there is none
 * @param scores of the image, if it was scored
 */
public record Outcome(GenerationResult result, Optional<Scores> scores) {
  /** Without scores. */
  public static Outcome of(GenerationResult result) {
    return new Outcome(result, Optional.empty());
  }

  /** An image with its scores. */
  public static Outcome scored(GenerationResult.Generated image, Scores scores) {
    return new Outcome(image, Optional.of(scores));
  }
}

package io.latentmill.job.sink.metadata;

import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.scores.Scores;
import java.util.Optional;

/**
 * What became of a row, and what is known of its image.
 *
 * @param result its image, or why there is none
 * @param scores of the image, if it was scored
 * @param judgement of the image, if it was judged
 */
public record Outcome(
    GenerationResult result, Optional<Scores> scores, Optional<Judgement> judgement) {

  /**
   * What was said of an image.
   *
   * @param kept whether it is one to keep
   * @param tries how many images were made for the row, this one among them
   */
  public record Judgement(boolean kept, int tries) {}

  /** Without scores. */
  public static Outcome of(GenerationResult result) {
    return new Outcome(result, Optional.empty(), Optional.empty());
  }

  /** An image with its scores. */
  public static Outcome scored(GenerationResult.Generated image, Scores scores) {
    return new Outcome(image, Optional.of(scores), Optional.empty());
  }

  /** The same with a judgement. */
  public Outcome judged(Judgement other) {
    return new Outcome(result, scores, Optional.of(other));
  }

  /** Whether there is an image. */
  public boolean generated() {
    return result instanceof GenerationResult.Generated;
  }

  /** Whether the safety checker flags the image. */
  public boolean flagged() {
    return scores.flatMap(Scores::safety).map(verdict -> verdict.flagged()).orElse(false);
  }
}

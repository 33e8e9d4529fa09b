package io.latentmill.job.curation;

import ai.djl.engine.EngineException;
import io.latentmill.job.sink.metadata.Outcome;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.pipeline.failure.EngineFailure;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Failed;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.scores.Scorer;
import io.latentmill.udf.scores.Scores;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;

/**
 * Scores images on the device that made them, one by one: a score's last bits depend on how many
 * images a network sees at once, and rows are to have the same scores alone and in any batch.
 */
public final class ImageScorer {
  private final Scoring scoring;
  private final Supplier<Scorer> scorer;

  /**
   * Of a task.
   *
   * @param scorer asked for with the first image, if scores are wanted; its monitor is held while
   *     it works
   */
  public ImageScorer(Scoring scoring, Supplier<Scorer> scorer) {
    this.scoring = scoring;
    this.scorer = scorer;
  }

  /** The outcome of a row: its result, with scores if they are wanted and there is an image. */
  public Outcome outcome(Row planned, GenerationResult result) {
    if (!scoring.wanted() || !(result instanceof Generated generated)) {
      return Outcome.of(result);
    }
    try {
      return Outcome.scored(generated, scores(planned, generated));
    } catch (LatentmillException e) {
      return Outcome.of(new Failed(result.id(), e.kind(), e.getMessage()));
    } catch (EngineException e) {
      LatentmillException failure = EngineFailure.of(e);
      return Outcome.of(new Failed(result.id(), failure.kind(), failure.getMessage()));
    }
  }

  private Scores scores(Row planned, Generated image) {
    Optional<String> prompt = Optional.ofNullable(planned.getAs("prompt"));
    Scorer ready = scorer.get();
    synchronized (ready) {
      return ready.score(List.of(pixels(image)), List.of(prompt)).get(0);
    }
  }

  private static RgbImage pixels(Generated image) {
    return new RgbImage(image.size().width(), image.size().height(), image.rgb());
  }
}

package io.latentmill.job.curation;

import io.latentmill.job.columns.ScoreColumn;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.scores.ScorerSpec;
import java.io.Serializable;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How images are scored once they are decoded.
 *
 * @param wanted whether they are at all
 * @param models that score
 * @param embeddings whether CLIP's embeddings are kept
 * @param unsafe what becomes of flagged images
 */
public record Scoring(boolean wanted, ScorerSpec models, boolean embeddings, UnsafeImages unsafe)
    implements Serializable {
  /** Nothing is scored. */
  public static final Scoring NONE =
      new Scoring(false, ScorerSpec.PIXELS, false, UnsafeImages.KEEP);

  public Scoring {
    if (embeddings && models.clipPath().isEmpty()) {
      throw LatentmillException.user("--embeddings needs --clip, whose embeddings they are");
    }
    if (unsafe != UnsafeImages.KEEP && models.safetyPath().isEmpty()) {
      throw LatentmillException.user(
          "--unsafe %s needs --safety, which says what is unsafe", unsafe.label());
    }
  }

  /** The columns that it gives, in order. */
  public List<ScoreColumn> columns() {
    return wanted ? ScoreColumn.of(models, embeddings) : List.of();
  }

  /** The same with models from other paths. */
  public Scoring at(UnaryOperator<String> path) {
    return new Scoring(
        wanted,
        new ScorerSpec(
            models.clipPath().map(path).orElse(null),
            models.aestheticPath().map(path).orElse(null),
            models.safetyPath().map(path).orElse(null)),
        embeddings,
        unsafe);
  }
}

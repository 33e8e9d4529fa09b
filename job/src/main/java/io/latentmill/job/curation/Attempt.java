package io.latentmill.job.curation;

import io.latentmill.job.sink.metadata.Outcome;
import io.latentmill.udf.scores.Scores;
import java.util.Comparator;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * One try of a row.
 *
 * @param row as planned, with the seed of this try
 * @param outcome what came of it
 * @param kept whether it is not refused
 */
record Attempt(Row row, Outcome outcome, boolean kept) {
  /**
   * The best is one that is kept; of others one that is safe, then the one that fits its prompt
   * best, then the one that pleases most. Of equal tries the earlier stays.
   */
  private static final Comparator<Attempt> BY_WORTH =
      Comparator.comparing(Attempt::kept)
          .thenComparing(attempt -> !attempt.outcome().flagged())
          .thenComparing(attempt -> attempt.score(Scores::clipScore))
          .thenComparing(attempt -> attempt.score(Scores::aesthetic));

  private double score(java.util.function.Function<Scores, Optional<Double>> of) {
    return outcome.scores().flatMap(of).orElse(0.0);
  }

  Attempt orBetter(Attempt later) {
    boolean better = later.outcome().generated() && BY_WORTH.compare(later, this) > 0;
    return better ? later : this;
  }
}

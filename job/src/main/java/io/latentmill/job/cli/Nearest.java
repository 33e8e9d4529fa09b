package io.latentmill.job.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Which known name somebody meant who typed an unknown one. */
final class Nearest {
  /** More wrong letters than two make another word; for them it answers -1. */
  private static final LevenshteinDistance EDITS = new LevenshteinDistance(2);

  private Nearest() {}

  /** The known name that differs in the fewest letters, if in no more than two. */
  static Optional<String> of(String name, Collection<String> known) {
    return known.stream()
        .filter(candidate -> EDITS.apply(name, candidate) >= 0)
        .min(Comparator.comparingInt(candidate -> EDITS.apply(name, candidate)));
  }
}

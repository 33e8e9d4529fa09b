package io.latentmill.job.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Which known name somebody meant who typed an unknown one. */
final class Nearest {
  /** More wrong letters than these make another word. */
  private static final int MOST_EDITS = 2;

  private Nearest() {}

  /** The known name that differs in the fewest letters, if in no more than two. */
  static Optional<String> of(String name, Collection<String> known) {
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= MOST_EDITS)
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /** Levenshtein's distance, row by row. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}

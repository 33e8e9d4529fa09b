package io.latentmill.job.run;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is held against a batch.
 *
 * @param alone whether its rows have to run one by one
 * @param condemned slots that are not to be run any more: alone in flight when an executor died
 */
record Suspicion(boolean alone, Set<Integer> condemned) {
  Suspicion {
    condemned = Set.copyOf(condemned);
  }

  /**
   * For the way to an executor: 1 if alone, else 0, then the condemned slots. An executor's end of
   * Spark's line was made before the application's jar came, and knows Java's own classes only.
   */
  int[] plain() {
    return IntStream.concat(
            IntStream.of(alone ? 1 : 0), condemned.stream().mapToInt(Integer::intValue))
        .toArray();
  }

  static Suspicion of(int[] plain) {
    return new Suspicion(
        plain[0] == 1, IntStream.of(plain).skip(1).boxed().collect(Collectors.toUnmodifiableSet()));
  }
}

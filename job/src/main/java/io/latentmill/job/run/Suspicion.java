package io.latentmill.job.run;

import java.io.Serializable;
import java.util.Set;

/**
 * What is held against a batch.
 *
 * @param alone whether its rows have to run one by one
 * @param condemned slots that are not to be run any more: alone in flight when an executor died
 */
record Suspicion(boolean alone, Set<Integer> condemned) implements Serializable {
  /** Nothing. */
  static final Suspicion NONE = new Suspicion(false, Set.of());

  Suspicion {
    condemned = Set.copyOf(condemned);
  }
}

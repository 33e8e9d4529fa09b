package io.latentmill.job.ledger;

import java.util.HashSet;
import java.util.Set;

/**
 * The attempts for which this run has ever sent a manifest or an increment, whatever the answer
 * was. Another run may count them, so their directories are not this run's to remove at will.
 */
final class SentEntries {
  private final Set<AttemptName> chunks = new HashSet<>();
  private final Set<AttemptName> plan = new HashSet<>();

  void add(Entry entry) {
    if (entry instanceof Manifest) {
      chunks.add(entry.attempt());
    } else {
      plan.add(entry.attempt());
    }
  }

  boolean contains(AttemptDirectory directory) {
    return switch (directory.content()) {
      case CHUNK -> chunks.contains(directory.name());
      case PLAN -> plan.contains(directory.name());
    };
  }
}

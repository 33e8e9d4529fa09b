package io.latentmill.job.ledger;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What counts at one moment: per chunk and per plan increment the attempt that won, which is that
 * of the highest epoch. Immutable.
 */
record Visible(SortedMap<Integer, CommittedChunk> chunks, SortedMap<Integer, AttemptName> plan) {
  static final Visible NOTHING = new Visible(new TreeMap<>(), new TreeMap<>());

  Visible {
    chunks = Collections.unmodifiableSortedMap(new TreeMap<>(chunks));
    plan = Collections.unmodifiableSortedMap(new TreeMap<>(plan));
  }

  /** With entries of an epoch that is higher than all here, which therefore win. */
  Visible plus(Collection<CommittedChunk> committed, Collection<AttemptName> planned) {
    SortedMap<Integer, CommittedChunk> newChunks = new TreeMap<>(chunks);
    SortedMap<Integer, AttemptName> newPlan = new TreeMap<>(plan);
    committed.forEach(chunk -> newChunks.put(chunk.attempt().number(), chunk));
    planned.forEach(attempt -> newPlan.put(attempt.number(), attempt));
    return new Visible(newChunks, newPlan);
  }

  /** Whether the directory belongs to an attempt that counts. */
  boolean names(AttemptDirectory directory) {
    AttemptName name = directory.name();
    return switch (directory.content()) {
      case CHUNK -> {
        CommittedChunk chunk = chunks.get(name.number());
        yield chunk != null && chunk.attempt().equals(name);
      }
      case PLAN -> name.equals(plan.get(name.number()));
    };
  }
}

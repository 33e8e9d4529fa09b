package io.latentmill.job.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.TreeMap;

/**
 * {@code settled/EPOCH.json}: what of all lower epochs counts, for ever. What it omits of them is
 * ignored whenever it appears.
 *
 * @param epoch whose slot this is
 * @param decider the epoch that wrote it: the slot's own, or a later one that voided it
 * @param chunks what counts of each chunk, ascending
 * @param plan which attempt counts of each plan increment, ascending
 */
record SettledRecord(int epoch, int decider, List<CommittedChunk> chunks, List<AttemptName> plan) {
  SettledRecord {
    chunks = List.copyOf(chunks);
    plan = List.copyOf(plan);
  }

  static SettledRecord of(int epoch, Visible visible) {
    return new SettledRecord(
        epoch, epoch, List.copyOf(visible.chunks().values()), List.copyOf(visible.plan().values()));
  }

  /** Says that an epoch never settled anything, and never will. */
  static SettledRecord voided(int epoch, int decider) {
    return new SettledRecord(epoch, decider, List.of(), List.of());
  }

  @JsonIgnore
  boolean isVoid() {
    return decider != epoch;
  }

  Visible visible() {
    TreeMap<Integer, CommittedChunk> byChunk = new TreeMap<>();
    TreeMap<Integer, AttemptName> byIncrement = new TreeMap<>();
    chunks.forEach(chunk -> byChunk.put(chunk.attempt().number(), chunk));
    plan.forEach(attempt -> byIncrement.put(attempt.number(), attempt));
    return new Visible(byChunk, byIncrement);
  }
}

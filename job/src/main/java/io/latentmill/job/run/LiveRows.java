package io.latentmill.job.run;

import io.latentmill.job.plan.ChunkPlan;
import java.util.HashMap;
import java.util.Map;

/**
 * Rows that were made and are not committed yet: batch by batch, each once, however often its task
 * is tried. Thread-safe.
 */
final class LiveRows {
  private record Batch(long generated, long failed) {}

  private final Map<Long, Batch> batches = new HashMap<>();

  synchronized void advanced(long batch, long generated, long failed) {
    batches.put(batch, new Batch(generated, failed));
  }

  /** From here on the ledger counts them. */
  synchronized void committed(ChunkPlan chunk) {
    batches
        .keySet()
        .removeIf(
            batch -> batch >= chunk.firstBatch() && batch < chunk.firstBatch() + chunk.batches());
  }

  synchronized long generated() {
    return batches.values().stream().mapToLong(Batch::generated).sum();
  }

  synchronized long failed() {
    return batches.values().stream().mapToLong(Batch::failed).sum();
  }
}

package io.latentmill.job.run;

import io.latentmill.job.sink.stored.StoredChunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Makes a shard anew: planned batches that hold failed rows run again, whole and at the same shape,
 * but only rows that had failed take the new result. All others are copied from the attempt before.
 *
 * @param before the chunk's committed attempt
 * @param choice which failed rows run again
 */
record RetryWork(StoredChunk before, RetryChoice choice) implements ShardWork {

  @Override
  public void run(Shard shard, Iterator<RowBatches.Batch> batches, Workbench bench)
      throws IOException, InterruptedException {
    try (StoredShard stored = StoredShard.open(shard, before);
        WriteBehind<RetriedBatch> behind =
            bench.writeBehind(batch -> write(batch, stored, bench.writer()))) {
      while (batches.hasNext()) {
        bench.checkNotKilled();
        RetriedBatch retried = retry(batches.next(), stored, bench);
        behind.write(retried);
        bench.advanced(retried.number(), retried.results(), retried.timings());
      }
      behind.finish();
    }
  }

  private RetriedBatch retry(RowBatches.Batch batch, StoredShard stored, Workbench bench) {
    List<Integer> again = new ArrayList<>();
    for (int slot = 0; slot < batch.rows().size(); slot++) {
      if (choice.takes(batch.rows().get(slot), stored.failures())) {
        again.add(slot);
      }
    }
    return new RetriedBatch(
        batch.number(),
        batch.rows(),
        again,
        again.isEmpty() ? Optional.empty() : Optional.of(bench.maker().make(batch)));
  }

  private static void write(RetriedBatch batch, StoredShard stored, BatchWriter writer)
      throws IOException {
    for (int slot = 0; slot < batch.rows().size(); slot++) {
      if (batch.again().contains(slot)) {
        writer.write(batch.done().orElseThrow(), slot);
      } else {
        stored.copy(batch.rows().get(slot));
      }
    }
  }
}

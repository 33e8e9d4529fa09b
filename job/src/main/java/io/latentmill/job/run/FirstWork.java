package io.latentmill.job.run;

import java.io.IOException;
import java.util.Iterator;

/** Generates all rows. Generating and writing overlap. */
record FirstWork() implements ShardWork {

  @Override
  public void run(Shard shard, Iterator<RowBatches.Batch> batches, Workbench bench)
      throws IOException, InterruptedException {
    try (WriteBehind<DoneBatch> behind = bench.writeBehind(bench.writer()::write)) {
      while (batches.hasNext()) {
        bench.checkNotKilled();
        DoneBatch done = bench.maker().make(batches.next());
        behind.write(done);
        bench.advanced(done.number(), done.results(), done.timings());
      }
      behind.finish();
    }
  }
}

package io.latentmill.job.run;

import io.latentmill.job.sink.ShardSink;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;

/** How a shard's rows come about; travels to the executors. */
sealed interface ShardWork extends Serializable permits FirstWork, RetryWork {

  /**
   * Writes all rows of a shard, in plan order.
   *
   * @param batches as planned
   */
  void run(Shard shard, Iterator<RowBatches.Batch> batches, Workbench bench)
      throws IOException, InterruptedException;

  /**
   * The shard to write.
   *
   * @param number over all chunks
   * @param configuration for reading
   */
  record Shard(int number, TaskSpec spec, Configuration configuration, ShardSink sink) {}
}

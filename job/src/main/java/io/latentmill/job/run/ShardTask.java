package io.latentmill.job.run;

import io.latentmill.job.sink.ShardReceipt;
import io.latentmill.job.sink.ShardSink;
import io.latentmill.job.sink.commit.ChunkCommitter;
import io.latentmill.job.sink.commit.TaskOutput;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Row;

/**
 * One task: a shard's batches through its executor's device and into its files.
 *
 * @param firstShard the shard of partition 0
 * @param work how the shard comes about
 */
record ShardTask(ChunkCommitter committer, TaskSpec spec, int firstShard, ShardWork work)
    implements Function2<Integer, Iterator<Row>, Iterator<ShardReceipt>> {

  @Override
  public Iterator<ShardReceipt> call(Integer partition, Iterator<Row> rows)
      throws IOException, InterruptedException {
    TaskContext task = TaskContext.get();
    int shard = firstShard + partition;
    try (TaskOutput output = committer.startTask(task);
        ShardSink sink = ShardSink.open(output, spec.formatSet(), spec.metadata(), shard)) {
      Workbench bench = Workbench.of(committer, spec, sink);
      work.run(
          new ShardWork.Shard(shard, spec, committer.configuration(), sink),
          new RowBatches(rows),
          bench);
      ShardReceipt receipt = sink.finish();
      output.commit();
      bench.line().counted(Figures.ofShard(receipt));
      return List.of(receipt).iterator();
    }
  }
}

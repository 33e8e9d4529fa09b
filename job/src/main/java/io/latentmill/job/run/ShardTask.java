package io.latentmill.job.run;

import io.latentmill.job.sink.ShardReceipt;
import io.latentmill.job.sink.ShardSink;
import io.latentmill.job.sink.commit.ChunkCommitter;
import io.latentmill.job.sink.commit.TaskOutput;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.sql.PipelineCache;
import io.latentmill.udf.sql.TaskDevice;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Row;

/**
 * One task: a shard's batches through its executor's device and into its files. Generating and
 * writing overlap.
 *
 * @param firstShard the shard of partition 0
 */
record ShardTask(ChunkCommitter committer, TaskSpec spec, int firstShard)
    implements Function2<Integer, Iterator<Row>, Iterator<ShardReceipt>> {

  @Override
  public Iterator<ShardReceipt> call(Integer partition, Iterator<Row> rows)
      throws IOException, InterruptedException {
    TaskContext task = TaskContext.get();
    try {
      return List.of(write(task, firstShard + partition, rows)).iterator();
    } catch (IOException | RuntimeException e) {
      if (!task.isInterrupted()) {
        ExecutorLine.current().gaveUp(firstShard + partition, RootCause.message(e));
      }
      throw e;
    }
  }

  private ShardReceipt write(TaskContext task, int shard, Iterator<Row> rows)
      throws IOException, InterruptedException {
    try (TaskOutput output = committer.startTask(task);
        ShardSink sink = ShardSink.open(output, spec.formatSet(), spec.metadata(), shard)) {
      generate(task, rows, sink);
      ShardReceipt receipt = sink.finish();
      output.commit();
      return receipt;
    }
  }

  private void generate(TaskContext task, Iterator<Row> rows, ShardSink sink)
      throws IOException, InterruptedException {
    TaskDevice device = TaskDevice.of(task, spec.cpuOnly());
    ExecutorLine line = ExecutorLine.current();
    BatchMaker maker =
        new BatchMaker(
            () -> PipelineCache.get(spec.pipeline(), device, committer.configuration()),
            spec.batchSize(),
            line);
    BatchWriter writer =
        new BatchWriter(
            sink,
            spec,
            device.label(),
            committer.attempt() + "/" + task.attemptNumber(),
            ExecutorLine.executor());
    try (WriteBehind behind =
        new WriteBehind("shard-writer-" + task.partitionId(), writer::write)) {
      for (RowBatches batches = new RowBatches(rows); batches.hasNext(); ) {
        if (task.isInterrupted()) {
          throw new TaskKilledException("killed between batches");
        }
        DoneBatch done = maker.make(batches.next());
        behind.write(done);
        long generated = done.results().stream().filter(Generated.class::isInstance).count();
        line.advanced(generated, done.results().size() - generated);
      }
      behind.finish();
    }
  }
}

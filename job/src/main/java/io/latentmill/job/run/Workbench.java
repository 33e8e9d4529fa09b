package io.latentmill.job.run;

import io.latentmill.job.sink.ShardSink;
import io.latentmill.job.sink.commit.ChunkCommitter;
import io.latentmill.udf.pipeline.BatchTimings;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.sql.TaskDevice;
import java.util.Collection;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/**
 * What a task generates and writes batches with, made on its executor.
 *
 * @param task the running one
 * @param maker generates on the task's device, whose pipeline is loaded when it is first needed
 * @param writer writes into the task's shard
 * @param line tells the driver
 */
record Workbench(TaskContext task, BatchMaker maker, BatchWriter writer, ExecutorLine line) {

  static Workbench of(ChunkCommitter committer, TaskSpec spec, ShardSink sink) {
    TaskContext task = TaskContext.get();
    TaskDevice device = TaskDevice.of(task, spec.cpuOnly());
    return new Workbench(
        task,
        BatchMaker.of(spec, device, committer.configuration()),
        new BatchWriter(
            sink,
            spec,
            device.label(),
            committer.attempt() + "/" + task.attemptNumber(),
            ExecutorLine.executor()),
        ExecutorLine.current());
  }

  /** Between two batches is where a task can end. */
  void checkNotKilled() {
    if (task.isInterrupted()) {
      throw new TaskKilledException("killed between batches");
    }
  }

  /**
   * For the progress line and the meters.
   *
   * @param results that count
   */
  void advanced(long batch, Collection<GenerationResult> results, BatchTimings timings) {
    long generated = results.stream().filter(Generated.class::isInstance).count();
    line.advanced(batch, generated, results.size() - generated, Figures.ofBatch(results, timings));
  }

  /** A writer of its own thread for this task. */
  <T> WriteBehind<T> writeBehind(WriteBehind.Target<T> target) {
    return new WriteBehind<>("shard-writer-" + task.partitionId(), target, line.waiting());
  }
}

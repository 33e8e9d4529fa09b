package io.latentmill.job.run;

import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.ledger.RowCounts;
import io.latentmill.job.plan.ChunkPlan;
import io.latentmill.job.sink.ChunkReceipt;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The chunks of a run, one after another: within the budget of failures, told to whoever listens,
 * until all are made or the run is drained.
 */
final class ChunkWork {
  private final JavaSparkContext context;
  private final String jobGroup;
  private final LedgerSession session;
  private final StatusWriter status;
  private final Progress progress;
  private final Set<Integer> made = ConcurrentHashMap.newKeySet();

  ChunkWork(
      JavaSparkContext context,
      String jobGroup,
      LedgerSession session,
      StatusWriter status,
      Progress progress) {
    this.context = context;
    this.jobGroup = jobGroup;
    this.session = session;
    this.status = status;
    this.progress = progress;
  }

  /**
   * What a run is to do.
   *
   * @param rows for whoever listens: of the whole plan
   * @param done of them before
   * @param attempt what is done to a chunk
   * @param atEnd what is done once all rows are there, still under the lease
   */
  record Task(
      List<ChunkPlan> chunks, long rows, long done, Attempt attempt, Consumer<RowCounts> atEnd) {}

  /** What is done to a chunk. */
  @FunctionalInterface
  interface Attempt {
    ChunkReceipt at(ChunkPlan chunk) throws IOException;
  }

  /**
   * Works.
   *
   * @param maxFailures failed rows at which the run gives up
   * @throws RunFailedException with the first failure as its cause
   */
  void run(Task task, OptionalLong maxFailures, Drain drain) {
    FailureBudget budget =
        new FailureBudget(
            maxFailures,
            session.view().rows().failedRows(),
            () -> context.sc().cancelJobGroup(jobGroup),
            new LiveStatus(status, LiveStatus.PACE, progress));
    budget.started(task.rows(), task.done());
    DriverLine.INSTANCE.reportTo(budget);
    status.running();
    try {
      new ChunkLoop(context, jobGroup)
          .run(task.chunks(), chunk -> chunk(chunk, task.attempt(), budget), drain);
    } catch (RunFailedException e) {
      throw budget.exhausted() ? new RunFailedException(budget.message(), e) : e;
    } finally {
      DriverLine.INSTANCE.reportTo(Progress.SILENT);
      budget.ended();
    }
  }

  private void chunk(ChunkPlan chunk, Attempt attempt, FailureBudget budget) throws IOException {
    if (budget.exhausted()) {
      throw new RunFailedException(budget.message());
    }
    ChunkReceipt receipt = attempt.at(chunk);
    budget.committed(chunk.chunk(), receipt.rows().generated(), receipt.rows().failedRows());
    made.add(chunk.chunk());
    status.committed(chunk);
  }

  /**
   * A run that is to end soon leaves index, card and report to the one that goes on.
   *
   * @throws RunFailedException if the run was drained and chunks are left
   */
  void stopIfDrained(Task task, Drain drain) throws IOException {
    long left = task.chunks().stream().filter(chunk -> !made.contains(chunk.chunk())).count();
    if (left > 0 && drain.getAsBoolean()) {
      String message = "drained: %d of %d chunks are left".formatted(left, task.chunks().size());
      drain.obeyed();
      status.drained(message);
      throw new RunFailedException(message);
    }
  }
}

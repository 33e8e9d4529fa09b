package io.latentmill.job.run;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stops a run that is plainly broken: one with too many failed rows, or with a shard that its tasks
 * give up again and again (a full disk, a model that does not load). Executors that die do not
 * count, and Spark's own limit is set high for them.
 */
final class FailureBudget implements Progress {
  private static final int ATTEMPTS_OF_A_SHARD = 4;

  private final Map<Integer, Integer> attempts = new ConcurrentHashMap<>();
  private volatile String hopeless;
  private final OptionalLong most;
  private final AtomicLong failed;
  private final Runnable stop;
  private final Progress next;

  /**
   * Counts.
   *
   * @param before failed rows of earlier runs
   * @param stop called once when the budget is used up
   * @param next hears everything as well
   */
  FailureBudget(OptionalLong most, long before, Runnable stop, Progress next) {
    this.most = most;
    this.failed = new AtomicLong(before);
    this.stop = stop;
    this.next = next;
  }

  /** Whether the run has to end. */
  boolean exhausted() {
    return hopeless != null || most.isPresent() && failed.get() >= most.getAsLong();
  }

  String message() {
    return hopeless != null
        ? hopeless
        : "%d rows failed, --max-failures is %d".formatted(failed.get(), most.getAsLong());
  }

  @Override
  public void started(long rows, long done) {
    next.started(rows, done);
  }

  @Override
  public void advanced(long generatedRows, long failedRows) {
    next.advanced(generatedRows, failedRows);
    boolean before = exhausted();
    failed.addAndGet(failedRows);
    if (!before && exhausted()) {
      stop.run();
    }
  }

  @Override
  public void gaveUp(int shard, String message) {
    next.gaveUp(shard, message);
    if (attempts.merge(shard, 1, Integer::sum) == ATTEMPTS_OF_A_SHARD) {
      hopeless = "shard %d failed %d times: %s".formatted(shard, ATTEMPTS_OF_A_SHARD, message);
      stop.run();
    }
  }

  @Override
  public void committed(int chunk, long generatedRows, long failedRows) {
    next.committed(chunk, generatedRows, failedRows);
  }

  @Override
  public void ended() {
    next.ended();
  }
}

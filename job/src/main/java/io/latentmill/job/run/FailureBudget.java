package io.latentmill.job.run;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stops a run that is plainly broken. Counts failed rows of committed chunks and of running ones.
 */
final class FailureBudget implements Progress {
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
    return most.isPresent() && failed.get() >= most.getAsLong();
  }

  String message() {
    return "%d rows failed, --max-failures is %d".formatted(failed.get(), most.getAsLong());
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
  public void committed(int chunk, long generatedRows, long failedRows) {
    next.committed(chunk, generatedRows, failedRows);
  }

  @Override
  public void ended() {
    next.ended();
  }
}

package io.latentmill.job.run;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Stops a run that is plainly broken. Counts failed rows of committed chunks and of running ones,
 * once each, however often their tasks are tried.
 */
final class FailureBudget implements Progress {
  private final OptionalLong most;
  private final long before;
  private final Map<Long, Long> failedByBatch = new HashMap<>();
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
    this.before = before;
    this.stop = stop;
    this.next = next;
  }

  /** Whether the run has to end. */
  synchronized boolean exhausted() {
    return most.isPresent() && failed() >= most.getAsLong();
  }

  synchronized String message() {
    return "%d rows failed, --max-failures is %d".formatted(failed(), most.getAsLong());
  }

  private long failed() {
    return before + failedByBatch.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void started(long rows, long done) {
    next.started(rows, done);
  }

  @Override
  public void advanced(long batch, long generatedRows, long failedRows) {
    next.advanced(batch, generatedRows, failedRows);
    if (most.isPresent() && failedRows > 0 && usesUp(batch, failedRows)) {
      stop.run();
    }
  }

  private synchronized boolean usesUp(long batch, long failedRows) {
    boolean already = exhausted();
    failedByBatch.put(batch, failedRows);
    return !already && exhausted();
  }

  @Override
  public void committed(int chunk, long generatedRows, long failedRows) {
    next.committed(chunk, generatedRows, failedRows);
  }

  @Override
  public void remark(String text) {
    next.remark(text);
  }

  @Override
  public void ended() {
    next.ended();
  }
}

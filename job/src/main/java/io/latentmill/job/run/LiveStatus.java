package io.latentmill.job.run;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Has {@code status.json} follow the progress of a run, at a pace that stores do not mind. */
final class LiveStatus implements Progress {
  /** Between two writings. */
  static final Duration PACE = Duration.ofSeconds(5);

  private final StatusWriter status;
  private final Duration pace;
  private final Progress next;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread named = new Thread(work, "latentmill-status");
            named.setDaemon(true);
            return named;
          });
  private Future<?> writing = CompletableFuture.completedFuture(null);

  /**
   * Follows.
   *
   * @param next hears everything as well
   */
  LiveStatus(StatusWriter status, Duration pace, Progress next) {
    this.status = status;
    this.pace = pace;
    this.next = next;
  }

  @Override
  public void started(long rows, long done) {
    next.started(rows, done);
    long millis = pace.toMillis();
    writing = thread.scheduleWithFixedDelay(status::running, millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void advanced(long batch, long generated, long failed) {
    status.advanced(batch, generated, failed);
    next.advanced(batch, generated, failed);
  }

  @Override
  public void committed(int chunk, long generated, long failed) {
    next.committed(chunk, generated, failed);
  }

  @Override
  public void remark(String text) {
    next.remark(text);
  }

  @Override
  public void ended() {
    writing.cancel(false);
    thread.shutdown();
    next.ended();
  }
}

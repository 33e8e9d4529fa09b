package io.latentmill.job.cli.progress;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** How far a run is, how fast, and when it will be done. Thread-safe. */
final class Meter {
  private final LongSupplier nanos;
  private long start;
  private long rows;
  private long before;
  private long generated;
  private long failed;

  /**
   * A meter that stands still.
   *
   * @param nanos a clock, {@link System#nanoTime()} but in tests
   */
  Meter(LongSupplier nanos) {
    this.nanos = nanos;
  }

  synchronized void start(long allRows, long done) {
    start = nanos.getAsLong();
    rows = allRows;
    before = done;
    generated = 0;
    failed = 0;
  }

  synchronized void add(long moreGenerated, long moreFailed) {
    generated += moreGenerated;
    failed += moreFailed;
  }

  /** Whether no row is left. */
  synchronized boolean done() {
    return seen() == rows;
  }

  /** A task that was tried again is heard of twice. */
  private long seen() {
    return Math.min(rows, before + generated + failed);
  }

  /** {@code 40 of 72 images, 3.1 images/s, 0:00:10 left, 0 failed}. */
  synchronized String line() {
    long done = seen();
    double seconds = (nanos.getAsLong() - start) / 1e9;
    double rate = seconds > 0 ? (generated + failed) / seconds : 0;
    return String.format(
        Locale.ROOT,
        "%,d of %,d images, %s, %s, %,d failed",
        done,
        rows,
        rate(rate),
        left(rows - done, rate),
        failed);
  }

  private static String left(long images, double rate) {
    if (images == 0) {
      return "done";
    }
    return rate > 0 ? time((long) Math.ceil(images / rate)) + " left" : "just begun";
  }

  private static String rate(double perSecond) {
    return perSecond > 0 && perSecond < 0.1
        ? String.format(Locale.ROOT, "%.1f s/image", 1 / perSecond)
        : String.format(Locale.ROOT, "%.1f images/s", perSecond);
  }

  private static String time(long seconds) {
    Duration duration = Duration.ofSeconds(seconds);
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d",
        duration.toHours(),
        duration.toMinutesPart(),
        duration.toSecondsPart());
  }
}

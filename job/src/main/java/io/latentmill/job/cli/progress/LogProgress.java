package io.latentmill.job.cli.progress;

import io.latentmill.job.run.Progress;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * Plain lines for a log: often enough at first to see that the run runs, then once a minute. Each
 * pause is half as long again as the last.
 */
public final class LogProgress implements Progress {
  private static final long FIRST_PAUSE_NANOS = 5_000_000_000L;
  private static final long LONGEST_PAUSE_NANOS = 60_000_000_000L;

  private final PrintWriter log;
  private final LongSupplier nanos;
  private final Meter meter;
  private long lastLogged;
  private String lastLine = "";
  private boolean saidDone;
  private long pause = FIRST_PAUSE_NANOS;
  private boolean running;

  /**
   * Lines that are not there yet.
   *
   * @param nanos a clock, {@link System#nanoTime()} but in tests
   */
  public LogProgress(PrintWriter log, LongSupplier nanos) {
    this.log = log;
    this.nanos = nanos;
    this.meter = new Meter(nanos);
  }

  @Override
  public synchronized void started(long rows, long done) {
    meter.start(rows, done);
    running = true;
    log();
  }

  @Override
  public synchronized void advanced(long batch, long generated, long failed) {
    meter.add(generated, failed);
    if (running && nanos.getAsLong() - lastLogged >= pause) {
      log();
      pause = Math.min(LONGEST_PAUSE_NANOS, pause * 3 / 2);
    }
  }

  @Override
  public synchronized void remark(String text) {
    log.println(Remark.line(text));
    log.flush();
  }

  @Override
  public synchronized void ended() {
    if (running) {
      if (!saidDone) {
        log();
      }
      running = false;
    }
  }

  private void log() {
    String line = meter.line();
    if (!line.equals(lastLine)) {
      log.println("latentmill: " + line);
      log.flush();
    }
    lastLine = line;
    saidDone = meter.done();
    lastLogged = nanos.getAsLong();
  }
}

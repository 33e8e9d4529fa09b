package io.latentmill.job.cli.progress;

import io.latentmill.job.run.Progress;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** One line that is drawn again, for somebody who watches. */
public final class TerminalProgress implements Progress {
  private static final long REDRAW_NANOS = 200_000_000;

  /** A line that is too long for the window is cut: wrapped, it could not be drawn over. */
  private static final String WRAP_OFF = "\033[?7l";

  private static final String CLEAR_REST = "\033[K";

  /** Wipes the line off. */
  public static final String CLEAR_LINE = "\r" + CLEAR_REST;

  private static final String WRAP_ON = "\033[?7h";

  private final PrintWriter terminal;
  private final LongSupplier nanos;
  private final BooleanSupplier interrupted;
  private final Meter meter;
  private long lastDrawn;
  private boolean drawn;

  /**
   * A line that is not there yet.
   *
   * @param interrupted whether the program is ending for a signal, which has taken the line's place
   */
  public TerminalProgress(PrintWriter terminal, LongSupplier nanos, BooleanSupplier interrupted) {
    this.terminal = terminal;
    this.nanos = nanos;
    this.interrupted = interrupted;
    this.meter = new Meter(nanos);
  }

  @Override
  public synchronized void started(long rows, long done) {
    meter.start(rows, done);
    draw("");
  }

  @Override
  public synchronized void advanced(long batch, long generated, long failed) {
    meter.add(generated, failed);
    if (nanos.getAsLong() - lastDrawn >= REDRAW_NANOS) {
      draw("");
    }
  }

  @Override
  public synchronized void remark(String text) {
    terminal.println((drawn ? CLEAR_LINE : "") + Remark.line(text));
    terminal.flush();
  }

  @Override
  public synchronized void ended() {
    if (drawn) {
      draw(System.lineSeparator());
      drawn = false;
    }
  }

  private void draw(String end) {
    if (interrupted.getAsBoolean()) {
      return;
    }
    terminal.print("\r" + WRAP_OFF + meter.line() + CLEAR_REST + WRAP_ON + end);
    terminal.flush();
    drawn = true;
    lastDrawn = nanos.getAsLong();
  }
}

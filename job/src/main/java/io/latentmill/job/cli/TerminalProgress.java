package io.latentmill.job.cli;

import io.latentmill.job.run.Progress;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** One line that is drawn again, for somebody who watches. */
final class TerminalProgress implements Progress {
  private static final long REDRAW_NANOS = 200_000_000;

  private final PrintWriter terminal;
  private final LongSupplier nanos;
  private final Meter meter;
  private long lastDrawn;
  private int width;

  TerminalProgress(PrintWriter terminal, LongSupplier nanos) {
    this.terminal = terminal;
    this.nanos = nanos;
    this.meter = new Meter(nanos);
  }

  @Override
  public synchronized void started(long rows, long done) {
    meter.start(rows, done);
    draw();
  }

  @Override
  public synchronized void advanced(long generated, long failed) {
    meter.add(generated, failed);
    if (nanos.getAsLong() - lastDrawn >= REDRAW_NANOS) {
      draw();
    }
  }

  @Override
  public synchronized void ended() {
    if (width > 0) {
      draw();
      terminal.println();
      terminal.flush();
      width = 0;
    }
  }

  /** Blanks hide what is left of a longer line. */
  private void draw() {
    String line = meter.line();
    terminal.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
    terminal.flush();
    width = line.length();
    lastDrawn = nanos.getAsLong();
  }
}

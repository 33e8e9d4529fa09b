package io.latentmill.job.run;

import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.ledger.RowCounts;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code status.json} up to date while a run holds the lease. A status that cannot be written
 * ends no run: it is for people; what counts is the ledger, and its own calls will fail as well.
 */
final class StatusWriter {
  private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

  private final LedgerSession session;
  private final long start = System.nanoTime();
  private final RowCounts before;
  private volatile long planned;

  StatusWriter(LedgerSession session) {
    this.session = session;
    this.before = session.view().rows();
  }

  /** The rows of the plan; 0 until it is known. */
  long planned() {
    return planned;
  }

  void plan(long rows) {
    planned = rows;
  }

  void running() {
    write(StatusFile.State.RUNNING, null, null);
  }

  /** Everything is done. */
  void finished(RowCounts rows) {
    write(StatusFile.State.FINISHED, rows.failedRows() > 0 ? 3 : 0, null);
  }

  void failed(String message) {
    write(StatusFile.State.FAILED, 1, message);
  }

  void interrupted() {
    write(StatusFile.State.INTERRUPTED, 1, "interrupted");
  }

  private void write(StatusFile.State state, Integer exitCode, String message) {
    RowCounts rows = session.view().rows();
    double seconds = Math.max((System.nanoTime() - start) / 1e9, 1e-3);
    double rate = (rows.generated() - before.generated()) / seconds;
    byte[] body = StatusFile.of(state, exitCode, session.epoch(), planned, rows, rate, message);
    try {
      session.put(StatusFile.NAME, body);
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot write status.json: {}", e.getMessage());
    }
  }
}

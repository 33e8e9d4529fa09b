package io.latentmill.job.run;

import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.ledger.RowCounts;
import io.latentmill.udf.request.LatentmillException;
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
  private final Redaction redaction;
  private final long start = System.nanoTime();
  private final RowCounts before;
  private volatile long planned;
  private boolean ended;
  private boolean interrupted;

  StatusWriter(LedgerSession session, Redaction redaction) {
    this.session = session;
    this.redaction = redaction;
    this.before = session.view().rows();
  }

  void plan(long rows) {
    planned = rows;
  }

  /** A chunk that ends beside the run's own end says no more. */
  synchronized void running() {
    if (!ended) {
      write(StatusFile.State.RUNNING, null, null);
    }
  }

  /** Everything is done. */
  void finished(RowCounts rows) {
    end(StatusFile.State.FINISHED, rows.failedRows() > 0 ? 3 : 0, null);
  }

  void failed(String message) {
    end(StatusFile.State.FAILED, 1, redaction.apply(message));
  }

  /** Nothing was generated: the exit code is that of what was wrong. */
  void refused(LatentmillException failure) {
    int exitCode =
        switch (failure.kind()) {
          case USER, MODEL -> 2;
          case RESOURCE, INTERNAL -> 1;
        };
    end(StatusFile.State.FAILED, exitCode, redaction.apply(failure.getMessage()));
  }

  synchronized void interrupted() {
    end(StatusFile.State.INTERRUPTED, 1, "interrupted");
    interrupted = true;
  }

  /** A run that had finished can still fail to give its lease back; nothing follows a signal. */
  private synchronized void end(StatusFile.State state, int exitCode, String message) {
    ended = true;
    if (!interrupted) {
      write(state, exitCode, message);
    }
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

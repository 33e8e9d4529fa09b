package io.latentmill.job.run;

import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.ledger.RowCounts;
import io.latentmill.job.plan.ChunkPlan;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code status.json} up to date while a run holds the lease. A status that cannot be written
 * ends no run: it is for people; what counts is the ledger, and its own calls will fail as well.
 */
final class StatusWriter {
  private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

  private final LedgerSession session;
  private final StatusFile.Run run;
  private final UnaryOperator<String> redaction;
  private final long start = System.nanoTime();
  private final long before;
  private final LiveRows live = new LiveRows();
  private volatile long planned;
  private boolean ended;
  private boolean silent;

  /**
   * Of a session that holds the lease.
   *
   * @param application Spark's id of it
   */
  StatusWriter(LedgerSession session, String application, UnaryOperator<String> redaction) {
    this.session = session;
    this.run = new StatusFile.Run(session.holder().id(), Optional.of(application), session.epoch());
    this.redaction = redaction;
    this.before = session.view().rows().generated();
  }

  void plan(long rows) {
    planned = rows;
  }

  /** Rows were made in a chunk under way; {@link #running} tells of them. */
  void advanced(long batch, long generated, long failed) {
    live.advanced(batch, generated, failed);
  }

  void committed(ChunkPlan chunk) {
    live.committed(chunk);
    running();
  }

  /** A chunk that ends beside the run's own end says no more. */
  synchronized void running() {
    if (!ended) {
      write(StatusFile.State.RUNNING, Optional.empty(), Optional.empty());
    }
  }

  /**
   * Everything is done.
   *
   * @param exitCode that says whether rows failed
   */
  void finished(int exitCode) {
    end(StatusFile.State.FINISHED, exitCode, Optional.empty());
  }

  void failed(String message) {
    end(StatusFile.State.FAILED, ExitCode.BROKEN, Optional.of(message));
  }

  /** Nothing was generated: the exit code is that of what was wrong. */
  void refused(LatentmillException failure) {
    end(StatusFile.State.FAILED, ExitCode.of(failure), Optional.of(failure.getMessage()));
  }

  synchronized void interrupted() {
    end(StatusFile.State.INTERRUPTED, ExitCode.BROKEN, Optional.of("interrupted"));
    silent = true;
  }

  /** Somebody wanted the run to end, and it has in good order. */
  synchronized void drained(String message) {
    end(StatusFile.State.DRAINED, ExitCode.BROKEN, Optional.of(message));
    silent = true;
  }

  /** A run that had finished can still fail to give its lease back; nothing follows these two. */
  private synchronized void end(StatusFile.State state, int exitCode, Optional<String> message) {
    ended = true;
    if (!silent) {
      write(state, Optional.of(exitCode), message.map(redaction::apply));
    }
  }

  private void write(StatusFile.State state, Optional<Integer> exitCode, Optional<String> message) {
    RowCounts committed = session.view().rows();
    StatusFile.Rows rows = new StatusFile.Rows(planned, committed, live);
    double seconds = Math.max((System.nanoTime() - start) / 1e9, 1e-3);
    double rate = (rows.generated() - before) / seconds;
    try {
      session.put(
          StatusFile.NAME, new StatusFile(state, exitCode, message, run, rows, rate).body());
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot write status.json: {}", e.getMessage());
    }
  }
}

package io.latentmill.job.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.run.ExitCode;
import io.latentmill.job.run.Progress;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code _latentmill/status.json} up to date while a training holds the lease. A status that
 * cannot be written ends no run.
 */
final class TrainingStatus implements Progress {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingStatus.class);
  private static final long PACE_NANOS = 5_000_000_000L;

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final LedgerSession session;
  private final String application;
  private final int adapters;
  private final Progress next;
  private final long start = System.nanoTime();
  private long written;
  private long images;
  private long planned;
  private String last = "";

  /**
   * Of a session that holds the lease.
   *
   * @param application Spark's id of the run
   * @param adapters of the table
   * @param next hears all progress as well
   */
  TrainingStatus(LedgerSession session, String application, int adapters, Progress next) {
    this.session = session;
    this.application = application;
    this.adapters = adapters;
    this.next = next;
  }

  @Override
  public synchronized void started(long rows, long done) {
    planned = rows;
    next.started(rows, done);
    write("running", null, null, null);
  }

  @Override
  public synchronized void advanced(long batch, long generated, long failed) {
    images += generated;
    next.advanced(batch, generated, failed);
    if (System.nanoTime() - written > PACE_NANOS) {
      write("running", null, null, null);
    }
  }

  @Override
  public synchronized void remark(String text) {
    last = text;
    next.remark(text);
  }

  @Override
  public void ended() {
    next.ended();
  }

  synchronized void finished(TrainOutcome outcome, int exitCode) {
    write("finished", exitCode, null, outcome);
  }

  synchronized void failed(String message, int exitCode) {
    write("failed", exitCode, message, null);
  }

  synchronized void interrupted() {
    write("interrupted", ExitCode.BROKEN, "interrupted", null);
  }

  private void write(String state, Integer exitCode, String message, TrainOutcome outcome) {
    written = System.nanoTime();
    double seconds = Math.max((written - start) / 1e9, 1e-3);
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("state", state);
    status.put("exit_code", exitCode);
    status.put("message", message);
    status.put("run", session.holder().id());
    status.put("application", application);
    status.put("epoch", session.epoch());
    status.put("updated_at", Instant.now().toString());
    status.put("adapters_planned", adapters);
    status.put("adapters_trained", outcome == null ? null : outcome.trained());
    status.put("adapters_failed", outcome == null ? null : outcome.failed());
    status.put("images_planned", planned);
    status.put("images_seen", images);
    status.put("images_per_second", Math.round(images / seconds * 1000) / 1000.0);
    status.put("last", last);
    try {
      session.put("status.json", MAPPER.writeValueAsBytes(status));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot write status.json: {}", e.getMessage());
    }
  }
}

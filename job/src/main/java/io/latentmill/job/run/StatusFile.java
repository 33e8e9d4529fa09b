package io.latentmill.job.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.latentmill.job.ledger.RowCounts;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code _latentmill/status.json}: how a run stands or ended, and its output, for schedulers that
 * cannot see an exit code.
 *
 * @param state of the run
 * @param exitCode of an ended run; empty while it runs
 * @param message why it failed; empty: it did not
 * @param run which one it is
 * @param rows of the output
 * @param rate images a second of this run
 */
record StatusFile(
    State state,
    Optional<Integer> exitCode,
    Optional<String> message,
    Run run,
    Rows rows,
    double rate) {
  static final String NAME = "status.json";

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** What a run is doing, or how it ended. */
  enum State {
    RUNNING,
    FINISHED,
    FAILED,
    INTERRUPTED,
    DRAINED
  }

  /**
   * A run.
   *
   * @param id unique among all runs
   * @param application Spark's id of it; empty of runs that ended before Spark began
   * @param epoch of its lease; 0: it had none
   */
  record Run(String id, Optional<String> application, int epoch) {}

  /**
   * Rows of an output.
   *
   * @param planned so far
   * @param committed in chunks that count
   * @param live in chunks under way
   */
  record Rows(long planned, RowCounts committed, LiveRows live) {
    long generated() {
      return committed.generated() + live.generated();
    }

    /** A row that is generated again had failed before. */
    long failed() {
      long failed = committed.failedRows() + live.failed();
      return Math.max(0, Math.min(failed, planned - generated()));
    }
  }

  byte[] body() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("state", state.name().toLowerCase(Locale.ROOT));
    status.put("exit_code", exitCode.orElse(null));
    status.put("message", message.orElse(null));
    status.put("run", run.id());
    status.put("application", run.application().orElse(null));
    status.put("epoch", run.epoch());
    status.put("updated_at", Instant.now().toString());
    status.put("rows_planned", rows.planned());
    status.put("rows_generated", rows.generated());
    status.put("rows_failed", rows.failed());
    status.put("rows_committed", rows.committed().rows());
    Map<String, Long> kinds = new LinkedHashMap<>();
    rows.committed().failed().forEach((kind, count) -> kinds.put(kind.label(), count));
    status.put("failed_by_kind", kinds);
    status.put("images_per_second", Math.round(rate * 1000) / 1000.0);
    try {
      return MAPPER.writeValueAsBytes(status);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

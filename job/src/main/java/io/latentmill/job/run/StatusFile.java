package io.latentmill.job.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.latentmill.job.ledger.RowCounts;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * {@code _latentmill/status.json}: how the output stands, for schedulers that cannot see an exit
 * code.
 */
final class StatusFile {
  static final String NAME = "status.json";

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** What a run is doing, or how it ended. */
  enum State {
    RUNNING,
    FINISHED,
    FAILED,
    INTERRUPTED
  }

  private StatusFile() {}

  /**
   * The file.
   *
   * @param exitCode of an ended run; empty text in the file while it runs
   * @param planned rows of the plan
   * @param committed rows of committed chunks
   * @param rate images a second of this run
   * @param message why it failed; null: it did not
   */
  static byte[] of(
      State state,
      Integer exitCode,
      int epoch,
      long planned,
      RowCounts committed,
      double rate,
      String message) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("state", state.name().toLowerCase(Locale.ROOT));
    status.put("exit_code", exitCode);
    status.put("message", message);
    status.put("epoch", epoch);
    status.put("updated_at", Instant.now().toString());
    status.put("rows_planned", planned);
    status.put("rows_generated", committed.generated());
    status.put("rows_failed", committed.failedRows());
    Map<String, Long> kinds = new LinkedHashMap<>();
    committed.failed().forEach((kind, rows) -> kinds.put(kind.label(), rows));
    status.put("failed_by_kind", kinds);
    status.put("images_per_second", Math.round(rate * 1000) / 1000.0);
    try {
      return MAPPER.writeValueAsBytes(status);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

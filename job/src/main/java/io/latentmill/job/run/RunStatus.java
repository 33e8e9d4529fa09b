package io.latentmill.job.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What an output's {@code status.json} says of its last run.
 *
 * @param json as it was written
 */
public record RunStatus(String json, JsonNode status) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A run writes every few seconds while it generates; planning may be silent for longer. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  /**
   * Reads it.
   *
   * @throws LatentmillException (user) if there is none; (resource) if it cannot be read
   */
  public static RunStatus read(String output, Configuration configuration) {
    Path path = HeldOutput.qualified(output, configuration);
    try {
      byte[] body =
          LedgerPlaces.forReading(path, configuration)
              .store()
              .read(StatusFile.NAME)
              .orElseThrow(
                  () ->
                      LatentmillException.user(
                          "Cannot tell of %s: no run has left a status there", path));
      return new RunStatus(
          new String(body, java.nio.charset.StandardCharsets.UTF_8), MAPPER.readTree(body));
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.RESOURCE,
          "Cannot read the status of %s: %s".formatted(path, e.getMessage()),
          e);
    }
  }

  /** The exit code of a run that has ended; empty: it goes on, as far as is known. */
  public OptionalInt exitCode() {
    JsonNode code = status.path("exit_code");
    return code.isInt() ? OptionalInt.of(code.intValue()) : OptionalInt.empty();
  }

  /** {@code running: 40 of 72 rows generated, 2 failed, 3.1 images/s; run ID, 4 s ago}. */
  public String line(Instant now) {
    String message = status.path("message").asText("");
    return String.format(
        Locale.ROOT,
        "%s%s: %,d of %,d rows generated, %,d failed, %.1f images/s; run %s, %s%s",
        status.path("state").asText(),
        exitCode().isPresent() ? " (exit code %d)".formatted(exitCode().getAsInt()) : "",
        status.path("rows_generated").asLong(),
        status.path("rows_planned").asLong(),
        status.path("rows_failed").asLong(),
        status.path("images_per_second").asDouble(),
        status.path("run").asText(),
        age(now),
        status.path("message").isTextual() ? ": " + message : "");
  }

  private String age(Instant now) {
    try {
      Duration age = Duration.between(Instant.parse(status.path("updated_at").asText()), now);
      String text = "%d s ago".formatted(Math.max(0, age.toSeconds()));
      boolean silent = exitCode().isEmpty() && age.compareTo(SILENCE) > 0;
      return silent ? text + " (it may be planning, or dead)" : text;
    } catch (DateTimeException e) {
      return "at an unknown time";
    }
  }
}

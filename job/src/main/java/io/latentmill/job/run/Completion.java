package io.latentmill.job.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerPlace;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.ledger.LedgerView;
import io.latentmill.job.ledger.PlanIncrement;
import io.latentmill.job.ledger.RowCounts;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code _latentmill/finished.json}: from which inputs the output was finished. A run that finds
 * the same inputs has nothing to do, and needs neither Spark nor the model to know: a cluster
 * manager that starts a finished run again and again, for its exit code, gets its answer at once.
 */
final class Completion {
  private static final Logger LOG = LoggerFactory.getLogger(Completion.class);
  private static final String NAME = "finished.json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Completion() {}

  /** How the output stands if it was finished from these inputs, and nobody has it now. */
  static Optional<RunOutcome> find(Path output, String inputs, Configuration configuration) {
    try {
      LedgerPlace place = LedgerPlaces.forReading(output, configuration);
      Optional<byte[]> file = place.store().read(NAME);
      if (file.isEmpty() || !Ledger.isGivenBack(place)) {
        return Optional.empty();
      }
      JsonNode finished = MAPPER.readTree(file.get());
      LedgerView view = Ledger.view(place);
      RowCounts rows = view.rows();
      long planned = view.planIncrements().stream().mapToLong(PlanIncrement::rows).sum();
      boolean stands =
          finished.path("inputs").asText().equals(inputs)
              && finished.path("generated").asLong() == rows.generated()
              && finished.path("failed").asLong() == rows.failedRows()
              && planned == rows.rows();
      return stands
          ? Optional.of(new RunOutcome(rows.generated(), rows.failedRows(), 0, 0))
          : Optional.empty();
    } catch (IOException e) {
      // Whatever is wrong with the output, the run itself finds out and says so.
      return Optional.empty();
    }
  }

  /** The output is finished; a note that cannot be written costs a later run its haste only. */
  static void write(LedgerSession session, String inputs, RowCounts rows) {
    try {
      session.put(
          NAME,
          MAPPER.writeValueAsBytes(
              MAPPER
                  .createObjectNode()
                  .put("inputs", inputs)
                  .put("generated", rows.generated())
                  .put("failed", rows.failedRows())));
    } catch (IOException e) {
      LOG.warn("Cannot write {}: {}", NAME, e.getMessage());
    }
  }
}

package io.latentmill.job.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.job.ledger.LedgerSession;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code _latentmill/seen.json}: the prompt table's files whose rows are all in the plan. The next
 * run reads only those that are not among them, as long as none of them has changed; so what a
 * night costs grows with what is new.
 */
final class SeenFiles {
  private static final Logger LOG = LoggerFactory.getLogger(SeenFiles.class);
  private static final String NAME = "seen.json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Tables of more files are read whole: their list would be longer than what it saves. */
  private static final int MOST_FILES = 10_000;

  private final LedgerSession session;
  private final String settings;
  private final Map<String, String> now;

  private SeenFiles(LedgerSession session, String settings, Map<String, String> now) {
    this.session = session;
    this.settings = settings;
    this.now = now;
  }

  /** Looks at the table, before it is read: what comes while it is read is new to the next run. */
  static SeenFiles of(LedgerSession session, RunOptions options, Configuration configuration) {
    Map<String, String> files = new HashMap<>();
    try {
      Inputs.table(options, configuration)
          .forEach(
              file ->
                  files.put(
                      file.getPath().toString(),
                      "%d %d".formatted(file.getLen(), file.getModificationTime())));
    } catch (IOException e) {
      LOG.debug("Cannot list the prompt table", e);
      files.clear();
    }
    return new SeenFiles(session, Inputs.settingsDigest(options), files);
  }

  /** Which of the table's files need not be read, by Spark's path of them; mostly all or none. */
  Set<String> unchanged() {
    try {
      Optional<byte[]> body = session.read(NAME);
      JsonNode seen = MAPPER.readTree(body.orElse(new byte[0]));
      if (!seen.path("settings").asText().equals(settings)) {
        return Set.of();
      }
      Set<String> files = new HashSet<>();
      var fields = seen.path("files").fields();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> file = fields.next();
        if (!file.getValue().asText().equals(now.get(file.getKey()))) {
          // A file that has changed or gone may have its rows in others now.
          return Set.of();
        }
        files.add(file.getKey());
      }
      return files;
    } catch (IOException e) {
      LOG.debug("Cannot read {}", NAME, e);
      return Set.of();
    }
  }

  /** All rows of the table are in the plan, as they are. */
  void allArePlanned() throws IOException {
    if (now.isEmpty() || now.size() > MOST_FILES) {
      session.remove(NAME);
      return;
    }
    ObjectNode body = MAPPER.createObjectNode().put("settings", settings);
    ObjectNode files = body.putObject("files");
    now.forEach(files::put);
    session.put(NAME, MAPPER.writeValueAsBytes(body));
  }

  /** Some of the table's rows are not as they are planned: the next run is to say so again. */
  void someDiffer() throws IOException {
    session.remove(NAME);
  }
}

package io.latentmill.job.train;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What became of each adapter, written last: {@code _latentmill/trained/NAME.json}. The tables, the
 * report and what counts as trained follow from these files alone.
 */
record AdapterRecords(OutputFiles files) {
  /** The folder of all finished adapters. */
  static final String ADAPTERS = "adapters";

  /** Where adapters are while they are trained. */
  static final String STATES = "_latentmill/training";

  /** Images drawn on the way. */
  static final String SAMPLES = "_latentmill/samples";

  private static final String FOLDER = "_latentmill/trained";
  private static final String ENDING = ".json";
  private static final ObjectMapper MAPPER =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  Optional<AdapterResult> read(String adapter) throws IOException {
    Optional<byte[]> body = files.read(FOLDER + "/" + adapter + ENDING);
    return body.isPresent()
        ? Optional.of(MAPPER.readValue(body.get(), AdapterResult.class))
        : Optional.empty();
  }

  void write(AdapterResult result) throws IOException {
    byte[] body = MAPPER.writeValueAsBytes(result);
    files.replace(FOLDER + "/" + result.adapter() + ENDING, stream -> stream.write(body));
  }

  /** All of them, by name. */
  List<AdapterResult> all() throws IOException {
    List<AdapterResult> all = new ArrayList<>();
    for (String name : files.names(FOLDER)) {
      if (name.endsWith(ENDING)) {
        read(name.substring(0, name.length() - ENDING.length())).ifPresent(all::add);
      }
    }
    return all;
  }
}

package io.latentmill.job.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * {@code summary.json} of a stored increment: what a driver must know of it without reading rows.
 *
 * @param end where the plan ends with it
 * @param schema of its rows, as Spark writes a StructType in JSON
 * @param chunks in order
 * @param batchSize that its batches were cut to; 0: a plan of before increments said so
 * @param retired how many rows of earlier increments' chunks it plans anew, by chunk
 */
record PlanSummary(
    PlanEnd end,
    String schema,
    List<ChunkPlan> chunks,
    int batchSize,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<Integer, Long> retired) {
  static final String FILE = "summary.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  PlanSummary {
    chunks = List.copyOf(chunks);
    retired = retired == null ? Map.of() : new TreeMap<>(retired);
  }

  void write(Path directory, Configuration configuration) throws IOException {
    Path file = new Path(directory, FILE);
    byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    try (OutputStream out = file.getFileSystem(configuration).create(file, false)) {
      out.write(text);
    }
  }

  static PlanSummary read(Path directory, Configuration configuration) throws IOException {
    Path file = new Path(directory, FILE);
    try (InputStream in = file.getFileSystem(configuration).open(file)) {
      return JSON.readValue(in, PlanSummary.class);
    }
  }
}

package io.latentmill.job.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * {@code summary.json} of a stored increment: what a driver must know of it without reading rows.
 *
 * @param end where the plan ends with it
 * @param schema of its rows, as Spark writes a StructType in JSON
 * @param chunks in order
 */
record PlanSummary(PlanEnd end, String schema, List<ChunkPlan> chunks) {
  static final String FILE = "summary.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  PlanSummary {
    chunks = List.copyOf(chunks);
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

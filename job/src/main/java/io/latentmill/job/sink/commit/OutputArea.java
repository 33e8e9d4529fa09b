package io.latentmill.job.sink.commit;

import java.io.Serializable;
import org.apache.hadoop.fs.Path;

/**
 * A folder of the output that holds one directory per chunk attempt.
 *
 * @param label the name in manifests: {@code parquet}, {@code sidecar}
 * @param folder relative to the output
 */
public record OutputArea(String label, String folder) implements Serializable {
  /** What differs from run to run. */
  public static final OutputArea TELEMETRY = internal("telemetry");

  /** Where readers of a format look. */
  public static OutputArea data(String format) {
    return new OutputArea(format, "data/" + format);
  }

  /** Beside the data, for what is ours. */
  public static OutputArea internal(String label) {
    return new OutputArea(label, "_latentmill/" + label);
  }

  /** The directory of one chunk attempt ({@code 000003-7.1}). */
  public Path directory(Path output, String attempt) {
    return new Path(output, folder + "/" + attempt);
  }
}

package io.latentmill.job.ledger;

import java.util.List;

/**
 * What one attempt wrote in one place.
 *
 * @param format {@code parquet}, {@code webdataset}, {@code files}, {@code sidecar}, {@code
 *     telemetry}, …
 * @param directory relative to the output; its last part is the attempt's name
 * @param files all there are in the directory
 */
public record AttemptOutput(String format, String directory, List<DataFile> files) {
  public AttemptOutput {
    files = List.copyOf(files);
  }
}

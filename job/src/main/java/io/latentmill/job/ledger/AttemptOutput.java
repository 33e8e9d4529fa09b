package io.latentmill.job.ledger;

import java.util.List;
import java.util.function.Predicate;

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

  /** Some of the files, relative to the output. */
  public List<String> paths(Predicate<DataFile> wanted) {
    return files.stream().filter(wanted).map(file -> directory + "/" + file.name()).toList();
  }
}

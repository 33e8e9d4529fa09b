package io.latentmill.job.sink;

import java.util.List;
import java.util.Optional;

/**
 * What the data set card says of a format.
 *
 * @param paths of its files in the output, as globs
 * @param features its columns as {@code dataset_info} lists them; empty if readers find them in the
 *     files
 * @param loading a line of Python that loads it with Hugging Face's {@code datasets}
 * @param failedRows whether a load finds failed rows too
 */
public record FormatCard(
    List<String> paths, Optional<List<Object>> features, String loading, boolean failedRows) {
  public FormatCard {
    paths = List.copyOf(paths);
  }
}

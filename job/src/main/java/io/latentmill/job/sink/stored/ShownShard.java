package io.latentmill.job.sink.stored;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A file of rows whose images a report may show.
 *
 * @param rows a Parquet file, relative to the output
 * @param linked the directory that holds the images under the rows' file names, relative to the
 *     output, if a page can link to them
 * @param images opens them, for reading in the order of the rows
 */
public record ShownShard(String rows, Optional<String> linked, Opener images) {

  /** Opens images; the caller closes them. */
  @FunctionalInterface
  public interface Opener {
    /** Opens them, in an output, with Hadoop's settings. */
    StoredImages open(Path output, Configuration configuration) throws IOException;
  }
}

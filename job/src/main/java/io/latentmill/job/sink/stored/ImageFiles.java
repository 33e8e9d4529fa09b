package io.latentmill.job.sink.stored;

import io.latentmill.job.ledger.DataFile;
import java.util.List;

/**
 * A chunk's images that are files of their own, which only their rows know.
 *
 * @param directory that holds them, relative to the output
 * @param rows the Parquet file of the rows, in the same directory
 * @param images the files
 */
public record ImageFiles(String directory, String rows, List<DataFile> images) {
  public ImageFiles {
    images = List.copyOf(images);
  }
}

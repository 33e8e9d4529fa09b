package io.latentmill.udf.training.file;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A file of a trained adapter.
 *
 * @param name its path below the adapter's folder
 */
public record TrainedFile(String name, Content content) {
  /** Writes the file's bytes; the caller closes the stream. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream stream) throws IOException;
  }
}

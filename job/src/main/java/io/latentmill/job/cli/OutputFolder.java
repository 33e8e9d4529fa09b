package io.latentmill.job.cli;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A folder on any Hadoop FileSystem that single files are written to, in place of older ones. */
record OutputFolder(Path path, Configuration configuration) {

  /** What fills a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream stream) throws IOException;
  }

  /** Writes a file; returns where it lies. */
  Path write(String name, Content content) {
    Path file = new Path(path, name);
    try (OutputStream stream = file.getFileSystem(configuration).create(file, true)) {
      content.writeTo(stream);
      return file;
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.RESOURCE, "Cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}

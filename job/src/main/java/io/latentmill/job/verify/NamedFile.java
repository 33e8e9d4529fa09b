package io.latentmill.job.verify;

import io.latentmill.udf.bits.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A file that the ledger names; read on an executor.
 *
 * @param directory relative to the output
 * @param name within it
 * @param bytes its length
 * @param sha256 lower-case hexadecimal
 */
record NamedFile(String directory, String name, long bytes, String sha256) implements Serializable {
  /** Whether its content is another; lengths and absence are {@link NamedDirectory}'s to find. */
  Optional<FileFinding> finding(String output, Configuration configuration) {
    Path path = new Path(new Path(output, directory), name);
    try (InputStream in = path.getFileSystem(configuration).open(path)) {
      Sha256.Content content = Sha256.of(in);
      return content.bytes() != bytes || content.hex().equals(sha256)
          ? Optional.empty()
          : Optional.of(finding("has another SHA-256 than when it was written"));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(finding("cannot be read: " + e.getMessage()));
    }
  }

  private FileFinding finding(String what) {
    return new FileFinding(directory, "%s/%s %s".formatted(directory, name, what), true);
  }
}

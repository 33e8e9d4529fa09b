package io.latentmill.job.verify;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
  private static final int BUFFER = 1 << 20;

  /** Whether its content is another; lengths and absence are {@link NamedDirectory}'s to find. */
  Optional<FileFinding> finding(String output, Configuration configuration) {
    Path path = new Path(new Path(output, directory), name);
    MessageDigest digest = digest();
    long read = 0;
    try (InputStream in = path.getFileSystem(configuration).open(path)) {
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
        read += count;
      }
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(finding("cannot be read: " + e.getMessage()));
    }
    return read != bytes || HexFormat.of().formatHex(digest.digest()).equals(sha256)
        ? Optional.empty()
        : Optional.of(finding("has another SHA-256 than when it was written"));
  }

  private FileFinding finding(String what) {
    return new FileFinding(directory, "%s/%s %s".formatted(directory, name, what), true);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

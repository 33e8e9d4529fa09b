package io.latentmill.udf.weights;

import io.latentmill.udf.bits.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * What a model file holds, in short.
 *
 * @param name relative to the model
 * @param bytes its length
 * @param sha256 of its bytes, 64 hexadecimal digits
 */
public record FileDigest(String name, long bytes, String sha256) {
  /** Reads a file through once. */
  public static FileDigest of(ModelFile file, Configuration configuration) {
    try (InputStream stream = file.path().getFileSystem(configuration).open(file.path())) {
      return new FileDigest(file.name(), file.bytes(), Sha256.of(stream).hex());
    } catch (IOException e) {
      throw Unreadable.file(file.path().toString(), e);
    }
  }

  /** Digests of several files, in their order. */
  public static List<FileDigest> of(List<ModelFile> files, Configuration configuration) {
    return files.stream().map(file -> of(file, configuration)).toList();
  }

  /** One digest for a whole model: of the lines {@code SHA256 NAME}, sorted by name. */
  public static String combined(List<FileDigest> digests) {
    MessageDigest whole = Sha256.start();
    digests.stream()
        .sorted(Comparator.comparing(FileDigest::name))
        .map(digest -> digest.sha256() + "  " + digest.name() + "\n")
        .forEach(line -> whole.update(line.getBytes(StandardCharsets.UTF_8)));
    return Sha256.hex(whole);
  }
}

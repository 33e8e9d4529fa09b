package io.latentmill.udf.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
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
  private static final int PIECE_BYTES = 1 << 20;

  /** Reads a file through once. */
  public static FileDigest of(ModelFile file, Configuration configuration) {
    MessageDigest digest = newDigest();
    try (InputStream stream = file.path().getFileSystem(configuration).open(file.path())) {
      byte[] piece = new byte[PIECE_BYTES];
      for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
        digest.update(piece, 0, count);
      }
    } catch (IOException e) {
      throw Unreadable.file(file.path().toString(), e);
    }
    return new FileDigest(file.name(), file.bytes(), hex(digest));
  }

  /** Digests of several files, in their order. */
  public static List<FileDigest> of(List<ModelFile> files, Configuration configuration) {
    return files.stream().map(file -> of(file, configuration)).toList();
  }

  /** One digest for a whole model: of the lines {@code SHA256 NAME}, sorted by name. */
  public static String combined(List<FileDigest> digests) {
    MessageDigest whole = newDigest();
    digests.stream()
        .sorted(Comparator.comparing(FileDigest::name))
        .map(digest -> digest.sha256() + "  " + digest.name() + "\n")
        .forEach(line -> whole.update(line.getBytes(StandardCharsets.UTF_8)));
    return hex(whole);
  }

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}

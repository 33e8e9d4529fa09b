package io.latentmill.udf.bits;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;

/** SHA-256 as outputs and model files have it: 64 lower-case hexadecimal digits. */
public final class Sha256 {
  private static final int PIECE_BYTES = 1 << 20;

  private Sha256() {}

  /**
   * What a stream held.
   *
   * @param hex the digest
   */
  public record Content(long bytes, String hex) {}

  /** Of bytes. */
  public static String hex(byte[] bytes) {
    return DigestUtils.sha256Hex(bytes);
  }

  /** Of all that a digest was given; it starts anew. */
  public static String hex(MessageDigest digest) {
    return Hex.encodeHexString(digest.digest());
  }

  /** A digest that was given nothing yet. */
  public static MessageDigest start() {
    return DigestUtils.getSha256Digest();
  }

  /** Of a stream, read to its end. */
  public static Content of(InputStream stream) throws IOException {
    MessageDigest digest = start();
    byte[] piece = new byte[PIECE_BYTES];
    long bytes = 0;
    for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
      digest.update(piece, 0, count);
      bytes += count;
    }
    return new Content(bytes, hex(digest));
  }
}

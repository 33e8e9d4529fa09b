package io.latentmill.udf.sql.row;

import io.latentmill.udf.bits.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Ids and seeds that a row did not bring along. */
public final class Identity {
  private static final int HASH_CHARACTERS = 16;
  private static final long LOW_32_BITS = 0xffffffffL;

  private Identity() {}

  /** The id of a row without one: the first 16 hexadecimal digits of its {@link RowDigest}. */
  public static String hash(String digest) {
    return digest.substring(0, HASH_CHARACTERS);
  }

  /**
   * The seed of a row without one: the first four bytes of the SHA-256 of its id in UTF-8,
   * big-endian, 0 to 2^32 - 1. More bits would be lost: torch's generator keeps the low 32.
   */
  static long seed(String id) {
    byte[] digest = Sha256.start().digest(id.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(digest).getInt() & LOW_32_BITS;
  }

  /**
   * The seed of one of a row's images: the row's, plus one for each further image.
   *
   * @param id of the row's first image
   * @param seed of the row; null: {@link #seed(String)} of the id
   * @param copy which image, from 0
   */
  public static long seed(String id, Long seed, int copy) {
    return (seed == null ? seed(id) : seed) + copy;
  }
}

package io.latentmill.job.curation;

import io.latentmill.udf.bits.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The seeds of further tries, which follow from a row's own alone. They are not the numbers after
 * it: those belong to the row's further images.
 */
final class RedrawSeeds {
  private static final long LOW_32_BITS = 0xffffffffL;

  private RedrawSeeds() {}

  /**
   * The first four bytes of the SHA-256 of {@code SEED/TRY}, big-endian; try 1 is the row's own.
   */
  static long of(long seed, int number) {
    if (number == 1) {
      return seed;
    }
    byte[] text = (seed + "/" + number).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(Sha256.start().digest(text)).getInt() & LOW_32_BITS;
  }
}

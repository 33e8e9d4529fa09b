package io.latentmill.job.verify;

import io.latentmill.udf.bits.Sha256;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Picks rows by their ids, the same each time: the larger the share, the more are added to those of
 * a smaller one.
 *
 * @param share of all rows, 0..1
 */
record RerenderPick(double share) implements Serializable {
  private static final int DOUBLE_BITS = 53;

  boolean takes(String id) {
    byte[] digest = Sha256.start().digest(id.getBytes(StandardCharsets.UTF_8));
    long bits = ByteBuffer.wrap(digest).getLong() >>> (Long.SIZE - DOUBLE_BITS);
    return bits < share * (1L << DOUBLE_BITS);
  }
}

package io.latentmill.job.sink;

import java.security.MessageDigest;
import java.util.HexFormat;

/** Digests by the JDK, beside the product's own. */
final class Digests {
  private Digests() {}

  static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}

package io.latentmill.job.sink;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The 512 bytes before a regular file in a tar archive, as POSIX.1-1988 (ustar) has them. Written
 * here and not by a library, because a cluster brings its own version of any that Spark has, and
 * archives of equal data must be equal in every byte. No owner, mode 0644, a fixed time:
 * 2000-01-01, since tar warns of the epoch as implausible.
 */
final class UstarHeader {
  static final int BLOCK = 512;

  private static final int NAME_BYTES = 100;
  private static final long MODIFIED_SECONDS = 946_684_800;
  private static final long MAX_SIZE = 077777777777L;

  private final byte[] block = new byte[BLOCK];

  private UstarHeader() {}

  /**
   * The header of a file.
   *
   * @param name at most 100 ASCII characters
   * @param size in bytes, below 8 GiB
   */
  static byte[] of(String name, long size) {
    if (name.length() > NAME_BYTES || size > MAX_SIZE) {
      throw new IllegalArgumentException(
          "Cannot archive " + name + " of " + size + " bytes: too long for ustar");
    }
    UstarHeader header = new UstarHeader();
    header.text(0, name);
    header.octal(100, 8, 0644);
    header.octal(108, 8, 0);
    header.octal(116, 8, 0);
    header.octal(124, 12, size);
    header.octal(136, 12, MODIFIED_SECONDS);
    header.text(156, "0");
    header.text(257, "ustar\00000");
    header.octal(329, 8, 0);
    header.octal(337, 8, 0);
    header.checksum();
    return header.block;
  }

  private void text(int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, block, offset, bytes.length);
  }

  /** Octal digits with leading zeros, the field's last byte being zero. */
  private void octal(int offset, int length, long value) {
    long rest = value;
    for (int i = offset + length - 2; i >= offset; i--) {
      block[i] = (byte) ('0' + (rest & 7));
      rest >>>= 3;
    }
  }

  /** The sum of all bytes, counted with blanks in its own field: six digits, zero, blank. */
  private void checksum() {
    Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte value : block) {
      sum += value & 0xff;
    }
    octal(148, 7, sum);
    block[154] = 0;
  }
}

package io.latentmill.udf.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Exif data that hold one text as UserComment (tag 0x9286), in UTF-16 as A1111 writes it. The
 * layout is TIFF's: a directory that points to the Exif directory, which points to the text.
 */
final class ExifComment {
  private static final int EXIF_DIRECTORY = 0x8769;
  private static final int USER_COMMENT = 0x9286;
  private static final short LONG = 4;
  private static final short UNDEFINED = 7;
  private static final int HEADER_BYTES = 8;

  /** A count, one entry, and the offset of a next directory. */
  private static final int DIRECTORY_BYTES = 2 + 12 + 4;

  private ExifComment() {}

  /** The TIFF structure, big-endian. */
  static byte[] of(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_16BE);
    byte[] code = "UNICODE\0".getBytes(StandardCharsets.US_ASCII);
    int length = code.length + encoded.length;
    int exif = HEADER_BYTES + DIRECTORY_BYTES;
    int comment = exif + DIRECTORY_BYTES;
    ByteBuffer tiff = ByteBuffer.allocate(comment + length);
    tiff.put((byte) 'M').put((byte) 'M').putShort((short) 42).putInt(HEADER_BYTES);
    putDirectory(tiff, EXIF_DIRECTORY, LONG, 1, exif);
    putDirectory(tiff, USER_COMMENT, UNDEFINED, length, comment);
    return tiff.put(code).put(encoded).array();
  }

  private static void putDirectory(ByteBuffer tiff, int tag, short type, int count, int value) {
    tiff.putShort((short) 1).putShort((short) tag).putShort(type).putInt(count).putInt(value);
    tiff.putInt(0);
  }
}

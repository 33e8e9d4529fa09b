package io.latentmill.udf.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Finds the Exif data of a file: a TIFF structure in a segment or chunk of its own. */
final class ExifBlock {
  private static final byte[] PREFIX = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int APP1 = 0xe1;
  private static final int START_OF_SCAN = 0xda;

  private ExifBlock() {}

  /** The TIFF structure, from position 0 to its limit; empty where there is none. */
  static Optional<ByteBuffer> find(FileType type, byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file);
    return switch (type) {
      case JPEG -> inJpeg(buffer);
      case PNG -> inChunks(buffer, 8, "eXIf", ByteOrder.BIG_ENDIAN);
      case WEBP -> inChunks(buffer, 12, "EXIF", ByteOrder.LITTLE_ENDIAN);
      case GIF, BMP -> Optional.empty();
    };
  }

  private static Optional<ByteBuffer> inJpeg(ByteBuffer file) {
    int at = 2;
    while (at + 4 <= file.limit() && (file.get(at) & 0xff) == 0xff) {
      int marker = file.get(at + 1) & 0xff;
      int length = Short.toUnsignedInt(file.getShort(at + 2));
      if (marker == START_OF_SCAN || length < 2 || at + 2 + length > file.limit()) {
        break;
      }
      ByteBuffer segment = file.slice(at + 4, length - 2);
      if (marker == APP1 && hasPrefix(segment)) {
        return Optional.of(withoutPrefix(segment));
      }
      at += 2 + length;
    }
    return Optional.empty();
  }

  /** PNG puts a chunk's length before its name and a checksum behind; RIFF pads to even length. */
  private static Optional<ByteBuffer> inChunks(
      ByteBuffer file, int start, String name, ByteOrder order) {
    boolean png = order == ByteOrder.BIG_ENDIAN;
    byte[] type = new byte[4];
    long at = start;
    while (at + 8 <= file.limit()) {
      file.get((int) at + (png ? 4 : 0), type);
      long length = Integer.toUnsignedLong(file.order(order).getInt((int) at + (png ? 0 : 4)));
      if (at + 8 + length > file.limit()) {
        break;
      }
      if (name.equals(new String(type, StandardCharsets.ISO_8859_1))) {
        return Optional.of(withoutPrefix(file.slice((int) at + 8, (int) length)));
      }
      at += 8 + length + (png ? 4 : length % 2);
    }
    return Optional.empty();
  }

  private static boolean hasPrefix(ByteBuffer block) {
    return block.limit() >= PREFIX.length
        && block.slice(0, PREFIX.length).equals(ByteBuffer.wrap(PREFIX));
  }

  private static ByteBuffer withoutPrefix(ByteBuffer block) {
    return hasPrefix(block) ? block.slice(PREFIX.length, block.limit() - PREFIX.length) : block;
  }
}

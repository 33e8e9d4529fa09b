package io.latentmill.job.sink;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Reads members of the tars that {@link WebDatasetShardWriter} writes. */
final class TarMembers {
  /** Samples end with their prompt. */
  private static final String LAST_MEMBER = "txt";

  private static final int NAME_BYTES = 100;
  private static final int SIZE_OFFSET = 124;
  private static final int SIZE_DIGITS = 11;

  private TarMembers() {}

  /** Reads on over all members of one sample, named by one of them. */
  static Map<String, byte[]> readSample(InputStream archive, String member) throws IOException {
    String prefix = member.substring(0, member.indexOf('.') + 1);
    Map<String, byte[]> found = new HashMap<>();
    while (!found.containsKey(prefix + LAST_MEMBER)) {
      Map<String, byte[]> next = read(archive, name -> name.startsWith(prefix), 1);
      if (next.isEmpty()) {
        break;
      }
      found.putAll(next);
    }
    return found;
  }

  private static Map<String, byte[]> read(InputStream archive, Predicate<String> wanted, int count)
      throws IOException {
    Map<String, byte[]> found = new HashMap<>();
    byte[] header = new byte[UstarHeader.BLOCK];
    while (found.size() < count && next(archive, header)) {
      String name = text(header, 0, NAME_BYTES);
      int size = Integer.parseInt(text(header, SIZE_OFFSET, SIZE_DIGITS), 8);
      int padding = Math.floorMod(-size, UstarHeader.BLOCK);
      if (wanted.test(name)) {
        found.put(name, archive.readNBytes(size));
        archive.skipNBytes(padding);
      } else {
        archive.skipNBytes((long) size + padding);
      }
    }
    return found;
  }

  private static boolean next(InputStream archive, byte[] header) throws IOException {
    int read = archive.readNBytes(header, 0, header.length);
    if (read < header.length) {
      throw new EOFException("Cannot read a tar: it ends inside a header");
    }
    return header[0] != 0;
  }

  private static String text(byte[] header, int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, StandardCharsets.US_ASCII);
  }
}

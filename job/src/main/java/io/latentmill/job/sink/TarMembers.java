package io.latentmill.job.sink;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads members of the tars that {@link WebDatasetShardWriter} writes. */
public final class TarMembers {
  private static final int NAME_BYTES = 100;
  private static final int SIZE_OFFSET = 124;
  private static final int SIZE_DIGITS = 11;

  private TarMembers() {}

  /**
   * Reads on until all wanted members were found or the archive ends.
   *
   * @param archive not closed
   */
  public static Map<String, byte[]> read(InputStream archive, Set<String> wanted)
      throws IOException {
    Map<String, byte[]> found = new HashMap<>();
    byte[] header = new byte[UstarHeader.BLOCK];
    while (found.size() < wanted.size() && next(archive, header)) {
      String name = text(header, 0, NAME_BYTES);
      int size = Integer.parseInt(text(header, SIZE_OFFSET, SIZE_DIGITS), 8);
      int padding = Math.floorMod(-size, UstarHeader.BLOCK);
      if (wanted.contains(name)) {
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

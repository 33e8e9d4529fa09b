package io.latentmill.job.sink;

import io.latentmill.job.sink.metadata.Sample;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** NumPy's file format, version 1.0, of float16 latents [channels, height, width]. */
final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;

  private Npy() {}

  static byte[] of(Sample.Latents latents) {
    String shape =
        "(" + latents.channels() + ", " + latents.height() + ", " + latents.width() + ")";
    String header = "{'descr': '<f2', 'fortran_order': False, 'shape': " + shape + ", }";
    int used = MAGIC.length + Short.BYTES + header.length() + 1;
    int padding = Math.floorMod(-used, ALIGNMENT);
    byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(used + padding + latents.bytes().length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) text.length)
        .put(text)
        .put(latents.bytes())
        .array();
  }

  /** The values' bytes of a file that {@link #of} wrote. */
  static byte[] content(byte[] file) {
    int header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getShort(MAGIC.length);
    return Arrays.copyOfRange(file, MAGIC.length + Short.BYTES + header, file.length);
  }
}

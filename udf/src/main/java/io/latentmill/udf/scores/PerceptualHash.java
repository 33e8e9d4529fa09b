package io.latentmill.udf.scores;

import io.latentmill.udf.image.GrayImage;
import io.latentmill.udf.image.Resize;
import io.latentmill.udf.image.RgbImage;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The perceptual hash that the imagehash library calls phash: which of the 64 lowest frequencies of
 * a gray image of 32x32 pixels are above their median (Zauner 2010). Hashes of pictures that look
 * alike differ in few bits.
 */
public final class PerceptualHash {
  private static final int SIDE = 32;
  private static final int LOW = 8;

  /** What is left of sums that cancel; flat images have nothing else. */
  private static final double NOISE = 1e-9;

  private PerceptualHash() {}

  /** The hash of an image; the highest bit is that of the lowest frequency. */
  public static long of(RgbImage image) {
    double[] low = lowFrequencies(gray(image));
    double[] sorted = low.clone();
    Arrays.sort(sorted);
    double median = (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    long hash = 0;
    for (double frequency : low) {
      hash = hash << 1 | (frequency > median ? 1 : 0);
    }
    return hash;
  }

  /** The hash as imagehash prints it: 16 digits. */
  public static String hex(long hash) {
    return HexFormat.of().toHexDigits(hash);
  }

  /** In how many of 64 bits two hashes differ. */
  public static int distance(long one, long other) {
    return Long.bitCount(one ^ other);
  }

  /** Gray first, resized then, as the library does. */
  private static byte[] gray(RgbImage image) {
    byte[] luma = GrayImage.of(image).values();
    byte[] rgb = new byte[3 * luma.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = luma[i / 3];
    }
    byte[] resized =
        Resize.lanczos(new RgbImage(image.width(), image.height(), rgb), SIDE, SIDE).rgb();
    byte[] values = new byte[SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = resized[3 * i];
    }
    return values;
  }

  /** The corner [8, 8] of the image's discrete cosine transform (type 2, not normalised). */
  private static double[] lowFrequencies(byte[] gray) {
    double[] low = new double[LOW * LOW];
    for (int v = 0; v < LOW; v++) {
      for (int u = 0; u < LOW; u++) {
        double sum = 0;
        for (int i = 0; i < gray.length; i++) {
          sum += (gray[i] & 0xff) * cosine(v, i / SIDE) * cosine(u, i % SIDE);
        }
        low[v * LOW + u] = Math.abs(sum) < NOISE ? 0 : 4 * sum;
      }
    }
    return low;
  }

  private static double cosine(int frequency, int position) {
    return Math.cos(Math.PI * frequency * (2 * position + 1) / (2 * SIDE));
  }
}

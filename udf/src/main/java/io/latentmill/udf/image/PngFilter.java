package io.latentmill.udf.image;

/**
 * PNG's row filters (ISO/IEC 15948, clause 9). Each row takes the filter whose bytes, read as
 * signed, have the smallest sum of magnitudes: the standard's own heuristic.
 */
final class PngFilter {
  private static final int BPP = RgbImage.CHANNELS;
  private static final int TYPES = 5;

  private PngFilter() {}

  /** The rows as IDAT wants them: each one byte of filter type, then its filtered bytes. */
  static byte[] filter(RgbImage image) {
    int stride = BPP * image.width();
    byte[] filtered = new byte[(stride + 1) * image.height()];
    byte[] above = new byte[stride + BPP];
    byte[] row = new byte[stride + BPP];
    byte[][] candidates = new byte[TYPES][stride];
    for (int y = 0; y < image.height(); y++) {
      // Both rows begin with a pixel of zeros, which the filters see left of the image.
      System.arraycopy(image.rgb(), y * stride, row, BPP, stride);
      int best = best(row, above, candidates);
      filtered[y * (stride + 1)] = (byte) best;
      System.arraycopy(candidates[best], 0, filtered, y * (stride + 1) + 1, stride);
      byte[] free = above;
      above = row;
      row = free;
    }
    return filtered;
  }

  private static int best(byte[] row, byte[] above, byte[][] candidates) {
    int stride = row.length - BPP;
    int[] sums = new int[TYPES];
    for (int i = 0; i < stride; i++) {
      int value = row[i + BPP];
      int left = row[i] & 0xff;
      int up = above[i + BPP] & 0xff;
      int corner = above[i] & 0xff;
      sums[0] += Math.abs(candidates[0][i] = (byte) value);
      sums[1] += Math.abs(candidates[1][i] = (byte) (value - left));
      sums[2] += Math.abs(candidates[2][i] = (byte) (value - up));
      sums[3] += Math.abs(candidates[3][i] = (byte) (value - ((left + up) >> 1)));
      sums[4] += Math.abs(candidates[4][i] = (byte) (value - paeth(left, up, corner)));
    }
    int best = 0;
    for (int type = 1; type < TYPES; type++) {
      if (sums[type] < sums[best]) {
        best = type;
      }
    }
    return best;
  }

  /** The neighbour nearest to left + up - corner; ties go to left, then up. */
  private static int paeth(int left, int up, int corner) {
    int toLeft = Math.abs(up - corner);
    int toUp = Math.abs(left - corner);
    int toCorner = Math.abs(left + up - 2 * corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }
}

package io.latentmill.udf.image;

/**
 * For each output position along one axis: the first input position and the weights from there.
 * Source: Pillow's src/libImaging/Resample.c.
 */
final class ResampleKernel {
  /** Binary places of a weight. */
  static final int PRECISION_BITS = 22;

  private final int[] first;
  private final int[][] weights;

  private ResampleKernel(int[] first, int[][] weights) {
    this.first = first;
    this.weights = weights;
  }

  static ResampleKernel of(ResampleFilter filter, int from, int to) {
    double scale = (double) from / to;
    double widened = Math.max(scale, 1);
    double support = filter.support() * widened;
    int[] first = new int[to];
    int[][] weights = new int[to][];
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      int low = Math.max((int) (centre - support + 0.5), 0);
      int high = Math.min((int) (centre + support + 0.5), from);
      first[i] = low;
      weights[i] = weights(filter, low - centre + 0.5, high - low, 1 / widened);
    }
    return new ResampleKernel(first, weights);
  }

  /**
   * Weights of {@code count} neighbours, the first {@code offset} away, of sum 1 in fixed point.
   */
  private static int[] weights(ResampleFilter filter, double offset, int count, double narrowing) {
    double[] values = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      values[i] = filter.at((i + offset) * narrowing);
      sum += values[i];
    }
    int[] fixed = new int[count];
    for (int i = 0; i < count; i++) {
      double weight = sum == 0 ? values[i] : values[i] / sum;
      fixed[i] = (int) (Math.copySign(0.5, weight) + weight * (1 << PRECISION_BITS));
    }
    return fixed;
  }

  int first(int position) {
    return first[position];
  }

  int[] weights(int position) {
    return weights[position];
  }
}

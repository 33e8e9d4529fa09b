package io.latentmill.udf.image;

/** Pillow's filters for resampling. Source: Pillow's src/libImaging/Resample.c. */
public enum ResampleFilter {
  /** A windowed sinc of three lobes. */
  LANCZOS(3) {
    @Override
    double at(double x) {
      return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
    }
  },

  /** Keys's cubic of parameter -0.5. */
  BICUBIC(2) {
    @Override
    double at(double x) {
      double a = -0.5;
      double d = Math.abs(x);
      if (d < 1) {
        return ((a + 2) * d - (a + 3)) * d * d + 1;
      }
      return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
    }
  };

  private final double support;

  ResampleFilter(double support) {
    this.support = support;
  }

  /** Beyond this distance it is zero. */
  double support() {
    return support;
  }

  /** Its value at a distance in input pixels. */
  abstract double at(double x);

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
  }
}

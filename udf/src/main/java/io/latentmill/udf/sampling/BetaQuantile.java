package io.latentmill.udf.sampling;

/**
 * Quantiles of the symmetric Beta distribution: the inverse of the regularised incomplete beta
 * function (Numerical Recipes, section 6.4), by bisection.
 */
final class BetaQuantile {
  /** ln Gamma(0.6) and ln Gamma(1.2) enter through {@link #logGamma}, good to 15 digits. */
  private static final double[] LANCZOS = {
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
    -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
    1.5056327351493116e-7
  };

  private static final int BISECTIONS = 60;
  private static final int FRACTIONS = 300;
  private static final double TINY = 1e-300;

  private BetaQuantile() {}

  /** The x in 0..1 below which the distribution Beta(shape, shape) has the given probability. */
  static double of(double probability, double shape) {
    if (probability > 0.5) {
      return 1 - of(1 - probability, shape);
    }
    double low = 0;
    double high = 0.5;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (cumulative(middle, shape) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return probability <= 0 ? 0 : (low + high) / 2;
  }

  /** The probability of a value below x, for x up to 1/2. */
  private static double cumulative(double x, double shape) {
    double logScale =
        logGamma(2 * shape) - 2 * logGamma(shape) + shape * (Math.log(x) + Math.log1p(-x));
    return Math.exp(logScale) * continuedFraction(x, shape) / shape;
  }

  /** Lentz's method. */
  private static double continuedFraction(double x, double shape) {
    double c = 1;
    double d = 1 / nonZero(1 - 2 * shape * x / (shape + 1));
    double value = d;
    for (int m = 1; m < FRACTIONS; m++) {
      double even = m * (shape - m) * x / ((shape + 2 * m - 1) * (shape + 2 * m));
      d = 1 / nonZero(1 + even * d);
      c = nonZero(1 + even / c);
      value *= d * c;
      double odd = -(shape + m) * (2 * shape + m) * x / ((shape + 2 * m) * (shape + 2 * m + 1));
      d = 1 / nonZero(1 + odd * d);
      c = nonZero(1 + odd / c);
      value *= d * c;
      if (Math.abs(d * c - 1) < 1e-16) {
        break;
      }
    }
    return value;
  }

  private static double nonZero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }

  private static double logGamma(double x) {
    double shifted = x - 1;
    double sum = LANCZOS[0];
    for (int i = 1; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (shifted + i);
    }
    double base = shifted + 7.5;
    return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
  }
}

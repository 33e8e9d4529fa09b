package io.latentmill.udf.sampling.schedule;

/** Float32 arithmetic in the order in which torch and numpy do it: the tables must be theirs. */
final class FloatMath {
  private FloatMath() {}

  /** A function of one float32. */
  @FunctionalInterface
  interface Function {
    float apply(float value);
  }

  /** Equidistant values; each half counts from its own end, as {@code torch.linspace} does. */
  static float[] linspace(float start, float end, int count) {
    float[] values = new float[count];
    float step = count > 1 ? (end - start) / (count - 1) : 0;
    for (int i = 0; i < count; i++) {
      values[i] = i < count / 2 ? start + step * i : end - step * (count - i - 1);
    }
    return values;
  }

  static float[] map(float[] values, Function function) {
    float[] mapped = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      mapped[i] = function.apply(values[i]);
    }
    return mapped;
  }

  /** Running products, accumulated in double and kept in float32, as {@code torch.cumprod} does. */
  static float[] cumulativeProduct(float[] factors) {
    float[] products = new float[factors.length];
    double product = 1;
    for (int i = 0; i < factors.length; i++) {
      product *= factors[i];
      products[i] = (float) product;
    }
    return products;
  }

  static float sqrt(float value) {
    return (float) Math.sqrt(value);
  }
}

package io.latentmill.udf.training;

/** The L2 norm of a difference over that of the reference, over any number of tensors. */
public final class RelativeError {
  private double difference;
  private double reference;

  public RelativeError add(float[] actual, float[] expected) {
    return add(actual, expected, new float[expected.length]);
  }

  /** Relative to how far the reference is from where it started. */
  public RelativeError add(float[] actual, float[] expected, float[] start) {
    if (actual.length != expected.length) {
      throw new IllegalArgumentException(actual.length + " elements, not " + expected.length);
    }
    for (int i = 0; i < actual.length; i++) {
      difference += Math.pow((double) actual[i] - expected[i], 2);
      reference += Math.pow((double) expected[i] - start[i], 2);
    }
    return this;
  }

  public double value() {
    return Math.sqrt(difference / reference);
  }
}

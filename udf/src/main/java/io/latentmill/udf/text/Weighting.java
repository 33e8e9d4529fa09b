package io.latentmill.udf.text;

/**
 * How the weights of a chunk's tokens change its encoding, for each text encoder on its own. Pooled
 * encodings are left alone: they are the first chunk's.
 */
public enum Weighting {
  /** All weights are 1: the encoding stays as it is. */
  NONE {
    @Override
    public void apply(float[] hidden, float[] empty, float[] weights) {
      // Nothing to weigh.
    }
  },
  /**
   * A1111's: {@code z = hidden * weight}, then {@code z * mean(hidden) / mean(z)}, the means over
   * the chunk's whole [77, C].
   */
  RESTORE_MEAN {
    @Override
    public void apply(float[] hidden, float[] empty, float[] weights) {
      int channels = hidden.length / weights.length;
      double before = sum(hidden);
      for (int i = 0; i < hidden.length; i++) {
        hidden[i] *= weights[i / channels];
      }
      double after = sum(hidden);
      float restored = after == 0 ? 1 : (float) (before / after);
      for (int i = 0; i < hidden.length; i++) {
        hidden[i] *= restored;
      }
    }
  },
  /**
   * Compel's: {@code empty + (hidden - empty) * weight}, where {@code empty} encodes the empty
   * prompt. (For weights below 1 compel also mixes in an encoding without the words; that is not
   * done.)
   */
  FROM_EMPTY {
    @Override
    public void apply(float[] hidden, float[] empty, float[] weights) {
      int channels = hidden.length / weights.length;
      for (int i = 0; i < hidden.length; i++) {
        hidden[i] = empty[i] + (hidden[i] - empty[i]) * weights[i / channels];
      }
    }
  };

  /**
   * Weighs an encoding in place.
   *
   * @param hidden [77, C] of one chunk, after the final norm where the model has one
   * @param empty [77, C], the same of the empty prompt; read by {@link #FROM_EMPTY} only
   * @param weights [77]
   */
  public abstract void apply(float[] hidden, float[] empty, float[] weights);

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}

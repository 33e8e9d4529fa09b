package io.latentmill.udf.sampling.prediction;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.config.SchedulerConfig;

/**
 * A limit on the original that a network predicts: meant for pixels; latents exceed 1, so that the
 * checkpoints of Stable Diffusion switch it off.
 */
public sealed interface OriginalLimit {
  /** Gives the limited original, [B, …], float32. */
  NDArray apply(NDArray original);

  /** The limit that the options {@code thresholding} and {@code clip_sample} choose. */
  static OriginalLimit of(SchedulerConfig config) {
    if (config.flag("thresholding")) {
      return new Threshold(
          config.number("dynamic_thresholding_ratio"), config.number("sample_max_value"));
    }
    return config.flag("clip_sample") ? new Clip(config.number("clip_sample_range")) : new None();
  }

  /** No limit. */
  record None() implements OriginalLimit {
    @Override
    public NDArray apply(NDArray original) {
      return original;
    }
  }

  /** Values beyond the range are cut off. */
  record Clip(double range) implements OriginalLimit {
    @Override
    public NDArray apply(NDArray original) {
      return original.clip((float) -range, (float) range);
    }
  }

  /**
   * Dynamic thresholding (Saharia et al. 2022, section 2.3): each row is clipped to a quantile of
   * its absolute values and divided by it.
   *
   * @param ratio the quantile, 0..1
   * @param max the largest bound; the smallest is 1
   */
  record Threshold(double ratio, double max) implements OriginalLimit {
    @Override
    public NDArray apply(NDArray original) {
      long rows = original.getShape().get(0);
      NDArray flat = original.reshape(rows, -1);
      NDArray bound = quantile(flat.abs().sort(1)).clip(1f, (float) max);
      return flat.minimum(bound).maximum(bound.neg()).div(bound).reshape(original.getShape());
    }

    /** The quantile of ascending rows [B, N] as [B, 1], interpolated linearly. */
    private NDArray quantile(NDArray sorted) {
      double position = ratio * (sorted.getShape().get(1) - 1);
      long low = (long) Math.floor(position);
      long high = (long) Math.ceil(position);
      double share = position - low;
      return Linear.combine(
          Linear.term(1 - share, sorted.get(":, {}:{}", low, low + 1)),
          Linear.term(share, sorted.get(":, {}:{}", high, high + 1)));
    }
  }
}

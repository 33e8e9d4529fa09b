package io.latentmill.udf.sampling.prediction;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.schedule.NoiseLevel;

/**
 * How a network's output is read at a noise level.
 *
 * @param prediction what the output means
 * @param limit what is done to the original it predicts
 * @param sign by which the output is multiplied first
 */
public record Parameterisation(Prediction prediction, OriginalLimit limit, int sign) {
  /** The one that the options choose. */
  public static Parameterisation of(SchedulerConfig config) {
    return new Parameterisation(
        Prediction.ofLabel(config.text("prediction_type")), OriginalLimit.of(config), 1);
  }

  /**
   * Of a network that was trained in sigma itself. What EDM's schedulers call epsilon is no noise,
   * but the velocity with the other sign (Karras et al. 2022, table 1).
   */
  public static Parameterisation edm(SchedulerConfig config) {
    int sign = config.text("prediction_type").equals("epsilon") ? -1 : 1;
    return new Parameterisation(Prediction.VELOCITY, OriginalLimit.of(config), sign);
  }

  /** The original that the output predicts, limited. */
  public NDArray original(NoiseLevel level, NDArray output, NDArray sample) {
    return limit.apply(prediction.original(level, signed(output), sample));
  }

  /** The noise that goes with the limited original. */
  public NDArray epsilon(NoiseLevel level, NDArray output, NDArray sample) {
    return limit instanceof OriginalLimit.None
        ? prediction.epsilon(level, signed(output), sample)
        : Prediction.noise(level, original(level, output, sample), sample);
  }

  private NDArray signed(NDArray output) {
    return sign == 1 ? output : output.neg();
  }
}

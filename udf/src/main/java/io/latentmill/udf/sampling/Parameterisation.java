package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;

/**
 * How a network's output is read at a noise level.
 *
 * @param prediction what the output means
 * @param limit what is done to the original it predicts
 */
record Parameterisation(Prediction prediction, OriginalLimit limit) {
  static Parameterisation of(SchedulerConfig config) {
    return new Parameterisation(
        Prediction.ofLabel(config.text("prediction_type")), OriginalLimit.of(config));
  }

  /** The original that the output predicts, limited. */
  NDArray original(NoiseLevel level, NDArray output, NDArray sample) {
    return limit.apply(prediction.original(level, output, sample));
  }

  /** The noise that goes with the limited original. */
  NDArray epsilon(NoiseLevel level, NDArray output, NDArray sample) {
    return limit instanceof OriginalLimit.None
        ? prediction.epsilon(level, output, sample)
        : Prediction.noise(level, original(level, output, sample), sample);
  }
}

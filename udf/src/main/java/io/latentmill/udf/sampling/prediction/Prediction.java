package io.latentmill.udf.sampling.prediction;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.request.Labels;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.schedule.NoiseLevel;

/**
 * What the network's output means: the option {@code prediction_type}. With the noise level known,
 * the output and the sample give both the original image and its noise. All arrays are float32 of
 * one shape, [B, 4, H/8, W/8]; results are new arrays, or the output itself where it is the answer.
 */
public enum Prediction {
  /** The noise (Ho et al. 2020). */
  EPSILON("epsilon") {
    @Override
    public NDArray original(NoiseLevel level, NDArray output, NDArray sample) {
      return Linear.combine(
          Linear.term(1 / level.alpha(), sample),
          Linear.term(-level.sigma() / level.alpha(), output));
    }

    @Override
    public NDArray epsilon(NoiseLevel level, NDArray output, NDArray sample) {
      return output;
    }
  },
  /** The original itself. */
  SAMPLE("sample") {
    @Override
    public NDArray original(NoiseLevel level, NDArray output, NDArray sample) {
      return output;
    }

    @Override
    public NDArray epsilon(NoiseLevel level, NDArray output, NDArray sample) {
      return noise(level, output, sample);
    }
  },
  /** The velocity alpha * noise - sigma * original at variance 1 (Salimans and Ho 2022). */
  VELOCITY("v_prediction") {
    @Override
    public NDArray original(NoiseLevel level, NDArray output, NDArray sample) {
      double data = level.data();
      double magnitude = level.magnitude();
      return Linear.combine(
          Linear.term(level.alpha() * data * data / (magnitude * magnitude), sample),
          Linear.term(-level.sigma() * data / magnitude, output));
    }

    @Override
    public NDArray epsilon(NoiseLevel level, NDArray output, NDArray sample) {
      double magnitude = level.magnitude();
      return Linear.combine(
          Linear.term(level.sigma() / (magnitude * magnitude), sample),
          Linear.term(level.alpha() * level.data() / magnitude, output));
    }
  };

  private final String label;

  Prediction(String label) {
    this.label = label;
  }

  /** The original that the output predicts. */
  public abstract NDArray original(NoiseLevel level, NDArray output, NDArray sample);

  /** The noise that the output predicts. */
  public abstract NDArray epsilon(NoiseLevel level, NDArray output, NDArray sample);

  /** The name in scheduler_config.json. */
  public String label() {
    return label;
  }

  /** The one of that name, which was validated before. */
  public static Prediction ofLabel(String label) {
    return Labels.find(values(), prediction -> prediction.label, label).orElseThrow();
  }

  /** The noise in a sample whose original is known. */
  public static NDArray noise(NoiseLevel level, NDArray original, NDArray sample) {
    return Linear.combine(
        Linear.term(1 / level.sigma(), sample),
        Linear.term(-level.alpha() / level.sigma(), original));
  }
}

package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.prediction.Prediction;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import io.latentmill.udf.sampling.schedule.NoiseSchedule;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * The forward process that the networks are trained to reverse: q(x_t | x_0), a normal distribution
 * with mean alpha_t x_0 and standard deviation sigma_t (Ho et al. 2020, equation 4). Each row of a
 * batch has a timestep of its own. Arrays are float32, [B, 4, H/8, W/8]; nothing is changed in
 * place, so that gradients pass. Immutable.
 */
public final class ForwardProcess {
  private final NoiseSchedule schedule;
  private final Prediction prediction;

  private ForwardProcess(NoiseSchedule schedule, Prediction prediction) {
    this.schedule = schedule;
    this.prediction = prediction;
  }

  /** The process and the parameterisation of a checkpoint. */
  public static ForwardProcess of(SchedulerConfig config) {
    return new ForwardProcess(
        NoiseSchedule.of(config), Prediction.ofLabel(config.text("prediction_type")));
  }

  /** The number of timesteps, usually 1000. */
  public int timesteps() {
    return schedule.timesteps();
  }

  /** Samples at their timesteps: alpha x_0 + sigma noise. */
  public NDArray addNoise(NDArray original, NDArray noise, int... timesteps) {
    return perRow(original, timesteps, NoiseLevel::alpha)
        .mul(original)
        .add(perRow(original, timesteps, NoiseLevel::sigma).mul(noise));
  }

  /** The velocity alpha noise - sigma x_0 (Salimans and Ho 2022, appendix D). */
  public NDArray velocity(NDArray original, NDArray noise, int... timesteps) {
    return perRow(original, timesteps, NoiseLevel::alpha)
        .mul(noise)
        .sub(perRow(original, timesteps, NoiseLevel::sigma).mul(original));
  }

  /** What the network should answer, by its parameterisation. */
  public NDArray target(NDArray original, NDArray noise, int... timesteps) {
    return switch (prediction) {
      case EPSILON -> noise;
      case SAMPLE -> original;
      case VELOCITY -> velocity(original, noise, timesteps);
    };
  }

  /**
   * The factors of min-SNR (Hang et al. 2023, section 3.4) before each row's squared error, so that
   * timesteps of little noise don't dominate.
   *
   * @param gamma where the signal-to-noise ratio is cut off; the paper recommends 5
   * @return [B]
   */
  public NDArray minSnrWeights(NDManager manager, double gamma, int... timesteps) {
    return manager.create(coefficients(timesteps, level -> weight(level, gamma)));
  }

  private double weight(NoiseLevel level, double gamma) {
    double snr = Math.pow(level.alpha() / level.sigma(), 2);
    double cut = Math.min(snr, gamma);
    return switch (prediction) {
      case EPSILON -> snr == 0 ? 1 : cut / snr;
      case SAMPLE -> cut;
      case VELOCITY -> cut / (snr + 1);
    };
  }

  /** A coefficient of each row's noise level, [B, 1, …]. */
  private NDArray perRow(NDArray like, int[] timesteps, ToDoubleFunction<NoiseLevel> coefficient) {
    long[] shape = new long[like.getShape().dimension()];
    Arrays.fill(shape, 1);
    shape[0] = timesteps.length;
    NDManager manager = like.getManager();
    return manager.create(coefficients(timesteps, coefficient), new Shape(shape));
  }

  private float[] coefficients(int[] timesteps, ToDoubleFunction<NoiseLevel> coefficient) {
    float[] values = new float[timesteps.length];
    for (int row = 0; row < values.length; row++) {
      double alphaCumprod = schedule.alphaCumprod(timesteps[row]);
      values[row] = (float) coefficient.applyAsDouble(NoiseLevel.ofAlphaCumprod(alphaCumprod));
    }
    return values;
  }
}

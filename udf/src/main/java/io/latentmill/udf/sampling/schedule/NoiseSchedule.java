package io.latentmill.udf.sampling.schedule;

import io.latentmill.udf.sampling.config.SchedulerConfig;

/**
 * The noise of every training timestep, as a table of the cumulative products of alpha = 1 - beta
 * (Ho et al. 2020, equation 4), and of the same as sigma = sqrt((1 - alphasCumprod) /
 * alphasCumprod) (Karras et al. 2022). Immutable.
 */
public final class NoiseSchedule {
  /** What diffusers puts for a last product of 0, where an infinite sigma would be of no use. */
  private static final float SMALLEST_ALPHA_CUMPROD = 0x1p-24f;

  private final float[] alphasCumprod;
  private final double[] sigmas;
  private final double[] logSigmas;

  private NoiseSchedule(float[] alphasCumprod) {
    this.alphasCumprod = alphasCumprod;
    int count = alphasCumprod.length;
    this.sigmas = new double[count];
    this.logSigmas = new double[count];
    for (int t = 0; t < count; t++) {
      sigmas[t] = FloatMath.sqrt((1 - alphasCumprod[t]) / alphasCumprod[t]);
      logSigmas[t] = (float) Math.log(sigmas[t]);
    }
  }

  /** The schedule a checkpoint was trained with. */
  public static NoiseSchedule of(SchedulerConfig config) {
    float[] betas = config.trainedBetas().orElseGet(() -> betas(config));
    float[] products = FloatMath.cumulativeProduct(FloatMath.map(betas, beta -> 1 - beta));
    return new NoiseSchedule(
        config.flag("rescale_betas_zero_snr") ? ZeroTerminalSnr.rescale(products) : products);
  }

  private static float[] betas(SchedulerConfig config) {
    return BetaSchedule.ofLabel(config.text("beta_schedule"))
        .betas(
            config.number("beta_start"),
            config.number("beta_end"),
            config.integer("num_train_timesteps"));
  }

  /** The same schedule with a finite last sigma, for samplers that step in sigma. */
  public NoiseSchedule finite() {
    float[] products = alphasCumprod.clone();
    int last = products.length - 1;
    products[last] = products[last] == 0 ? SMALLEST_ALPHA_CUMPROD : products[last];
    return new NoiseSchedule(products);
  }

  /** The number of timesteps the network was trained with, usually 1000. */
  public int timesteps() {
    return alphasCumprod.length;
  }

  public double alphaCumprod(int timestep) {
    return alphasCumprod[timestep];
  }

  public double sigmaMin() {
    return sigmas[0];
  }

  public double sigmaMax() {
    return sigmas[sigmas.length - 1];
  }

  /** Sigma at a timestep between the table's, interpolated linearly. */
  public double sigma(double timestep) {
    int low = (int) Math.max(0, Math.min(Math.floor(timestep), sigmas.length - 1));
    if (low == sigmas.length - 1 || timestep <= 0) {
      return sigmas[low];
    }
    return (sigmas[low + 1] - sigmas[low]) * (timestep - low) + sigmas[low];
  }

  /** The timestep of a sigma, interpolated linearly in its logarithm. */
  public double timestep(double sigma) {
    double wanted = Math.log(Math.max(sigma, 1e-10));
    int low = 0;
    while (low < logSigmas.length - 2 && logSigmas[low + 1] <= wanted) {
      low++;
    }
    double from = logSigmas[low];
    double share = (from - wanted) / (from - logSigmas[low + 1]);
    double clipped = Math.max(0, Math.min(1, share));
    return (1 - clipped) * low + clipped * (low + 1);
  }

  /** How many timesteps at the noisy end have a log signal-to-noise ratio below a bound. */
  public int timestepsBelow(double logSnrHalf) {
    int count = 0;
    while (count < timesteps() && -Math.log(sigmas[timesteps() - 1 - count]) < logSnrHalf) {
      count++;
    }
    return count;
  }
}

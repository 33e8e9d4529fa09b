package io.latentmill.udf.sampling.schedule;

import io.latentmill.udf.sampling.config.SchedulerConfig;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.random.RandomGenerator;

/** How the sigmas between the largest and the smallest are spread, where a sampler lets choose. */
public enum SigmaTransform {
  /** As the timesteps fall. */
  NONE {
    @Override
    public double sigma(double max, double min, double share) {
      throw new IllegalStateException("the timesteps give the sigmas");
    }
  },
  /** Karras et al. 2022, equation 5, with rho = 7. */
  KARRAS {
    @Override
    public double sigma(double max, double min, double share) {
      double from = Math.pow(max, 1 / RHO);
      double to = Math.pow(min, 1 / RHO);
      return Math.pow(from + share * (to - from), RHO);
    }
  },
  /** Equal strides in log sigma. */
  EXPONENTIAL {
    @Override
    public double sigma(double max, double min, double share) {
      return Math.exp(Math.log(max) + share * (Math.log(min) - Math.log(max)));
    }
  },
  /**
   * Lu et al. 2022: equal strides in lambda = -log sigma; EXPONENTIAL, but timesteps are rounded.
   */
  LU_LAMBDAS {
    @Override
    public double sigma(double max, double min, double share) {
      return EXPONENTIAL.sigma(max, min, share);
    }
  },
  /** Quantiles of the Beta(0.6, 0.6) distribution (Lee et al. 2024). */
  BETA {
    @Override
    public double sigma(double max, double min, double share) {
      return min
          + new BetaDistribution(NO_RANDOM, 0.6, 0.6, ACCURACY)
                  .inverseCumulativeProbability(1 - share)
              * (max - min);
    }
  };

  private static final double RHO = 7;

  /** Of a quantile: the sigmas are then those of float32. */
  private static final double ACCURACY = 1e-16;

  /** Nothing is sampled from the distribution. */
  private static final RandomGenerator NO_RANDOM = null;

  /** The sigma at a share, 0..1, of the way from the largest to the smallest. */
  public abstract double sigma(double max, double min, double share);

  /** The one the options {@code use_…} choose; at most one of them is set. */
  public static SigmaTransform of(SchedulerConfig config) {
    if (config.flag("use_karras_sigmas")) {
      return KARRAS;
    }
    if (config.flag("use_exponential_sigmas")) {
      return EXPONENTIAL;
    }
    if (config.flag("use_beta_sigmas")) {
      return BETA;
    }
    return config.flag("use_lu_lambdas") ? LU_LAMBDAS : NONE;
  }

  /** Descending sigmas from {@code max} to {@code min}. */
  public double[] sigmas(double max, double min, int count) {
    double[] sigmas = new double[count];
    for (int i = 0; i < count; i++) {
      sigmas[i] = sigma(max, min, i == 0 ? 0 : (double) i / (count - 1));
    }
    return sigmas;
  }
}

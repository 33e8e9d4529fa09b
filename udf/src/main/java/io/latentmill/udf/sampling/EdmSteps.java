package io.latentmill.udf.sampling;

import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import io.latentmill.udf.sampling.schedule.SigmaTransform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The steps of networks that were trained in sigma itself (Karras et al. 2022; diffusers'
 * EDMEulerScheduler and EDMDPMSolverMultistepScheduler): sigmas between two bounds, without a table
 * of betas; the network is told a quarter of sigma's logarithm.
 *
 * @param isKarras whether sigmas follow equation 5 with {@code rho}, else equal strides in log
 *     sigma
 * @param data the standard deviation of the originals
 * @param endsAtZero whether no noise is left after the last step
 */
record EdmSteps(
    double sigmaMin, double sigmaMax, boolean isKarras, double rho, double data, boolean endsAtZero)
    implements Steps {
  private static final double TIME_SCALE = 0.25;

  static EdmSteps of(SchedulerConfig config) {
    return new EdmSteps(
        config.number("sigma_min"),
        config.number("sigma_max"),
        config.text("sigma_schedule").equals("karras"),
        config.number("rho"),
        config.number("sigma_data"),
        config.text("final_sigmas_type").equals("zero"));
  }

  @Override
  public Path path(Run run) {
    double[] sigmas = new double[run.steps()];
    for (int i = 0; i < sigmas.length; i++) {
      sigmas[i] = (float) sigma(i == 0 ? 0 : (double) i / (sigmas.length - 1));
    }
    List<Double> timesteps =
        Arrays.stream(sigmas).map(sigma -> TIME_SCALE * Math.log(sigma)).boxed().toList();
    List<NoiseLevel> levels = new ArrayList<>();
    Arrays.stream(sigmas).forEach(sigma -> levels.add(NoiseLevel.exploding(sigma, data)));
    double last = endsAtZero ? 0 : sigmas[sigmas.length - 1];
    levels.add(NoiseLevel.exploding(last, data));
    return Path.of(timesteps, levels, Math.sqrt(sigmaMax * sigmaMax + 1));
  }

  private double sigma(double share) {
    if (!isKarras) {
      return SigmaTransform.EXPONENTIAL.sigma(sigmaMax, sigmaMin, share);
    }
    double from = Math.pow(sigmaMax, 1 / rho);
    double to = Math.pow(sigmaMin, 1 / rho);
    return Math.pow(from + share * (to - from), rho);
  }
}

package io.latentmill.udf.sampling;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sampling.config.SchedulerConfig;

/** Options that the multistep and the singlestep DPM-Solver share. */
final class DpmOptions {
  private DpmOptions() {}

  /** What is integrated; the noise cannot be integrated to a level without any. */
  static Integrator.Algorithm algorithm(SchedulerConfig config) {
    Integrator.Algorithm algorithm = Integrator.Algorithm.ofLabel(config.text("algorithm_type"));
    if (algorithm == Integrator.Algorithm.NOISE
        && config.text("final_sigmas_type").equals("zero")) {
      throw LatentmillException.user(
          "algorithm_type dpmsolver cannot end at final_sigmas_type zero; choose sigma_min");
    }
    return algorithm;
  }
}

package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.prediction.Parameterisation;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import java.util.ArrayList;
import java.util.List;

/**
 * The reverse of the forward process itself (Ho et al. 2020, equations 6 and 7; diffusers'
 * DDPMScheduler). Draws noise at every call but one at timestep 0.
 *
 * @param large whether the noise has the forward process's variance beta, or the smaller one of the
 *     posterior
 */
record Ddpm(TableSteps steps, Parameterisation model, boolean large) implements Sampler {
  /** The reference's floor of the variance. */
  private static final double LEAST_VARIANCE = 1e-20;

  static Ddpm of(SchedulerConfig config) {
    return new Ddpm(
        TableSteps.of(NoiseTable.toOriginal(config), config),
        Parameterisation.of(config),
        config.text("variance_type").equals("fixed_large"));
  }

  @Override
  public Trajectory trajectory(Run run) {
    Path path = steps.path(run);
    return run.over(
        path, 1, (call, state, output, noise) -> step(path, call, state.sample(), output, noise));
  }

  private State step(Path path, int call, NDArray sample, NDArray output, Noise noise) {
    NoiseLevel from = path.level(call);
    NoiseLevel to = path.level(call + 1);
    double alpha = square(from.alpha() / to.alpha());
    double remaining = square(to.sigma() / from.sigma());
    List<Linear.Term> terms = new ArrayList<>();
    terms.add(
        Linear.term(
            to.alpha() * (1 - alpha) / square(from.sigma()), model.original(from, output, sample)));
    terms.add(Linear.term(Math.sqrt(alpha) * remaining, sample));
    if (path.timestep(call) > 0) {
      double posterior = Math.max(remaining * (1 - alpha), LEAST_VARIANCE);
      terms.add(Linear.term(Math.sqrt(large ? 1 - alpha : posterior), noise.next()));
    }
    return State.of(Linear.combine(terms));
  }

  private static double square(double value) {
    return value * value;
  }
}

package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.prediction.Parameterisation;

/**
 * Multistep consistency sampling (Luo et al. 2023, latent consistency models, algorithm 3;
 * diffusers' LCMScheduler). Draws noise at every call but the last.
 *
 * @param scaling of the timestep in the boundary condition
 */
record Lcm(DistilledSteps steps, Parameterisation model, double scaling) implements Sampler {
  /** The standard deviation of the data that the boundary condition assumes. */
  private static final double SIGMA_DATA = 0.5;

  static Lcm of(SchedulerConfig config) {
    return new Lcm(
        DistilledSteps.of(config), Parameterisation.of(config), config.number("timestep_scaling"));
  }

  @Override
  public Trajectory trajectory(Run run) {
    Path path = steps.path(run);
    return run.over(
        path, 1, (call, state, output, noise) -> step(path, call, state.sample(), output, noise));
  }

  private State step(Path path, int call, NDArray sample, NDArray output, Noise noise) {
    double time = path.timestep(call) * scaling;
    double norm = time * time + SIGMA_DATA * SIGMA_DATA;
    NDArray denoised =
        Linear.combine(
            Linear.term(time / Math.sqrt(norm), model.original(path.level(call), output, sample)),
            Linear.term(SIGMA_DATA * SIGMA_DATA / norm, sample));
    return State.of(
        call == path.calls() - 1
            ? denoised
            : path.level(call + 1).addNoise(denoised, noise.next()));
  }
}

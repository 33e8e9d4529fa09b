package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.prediction.Parameterisation;
import io.latentmill.udf.sampling.schedule.NoiseLevel;

/**
 * Euler's method that goes a little too far and adds noise again, as the ancestors of a sample have
 * it (k-diffusion's sample_euler_ancestral; diffusers' EulerAncestralDiscreteScheduler). Draws
 * noise at every call, at the last one too, where it counts for nothing.
 */
record EulerAncestral(SigmaSteps steps, Parameterisation model) implements Sampler {
  static EulerAncestral of(SchedulerConfig config) {
    return new EulerAncestral(SigmaSteps.of(config), Parameterisation.of(config));
  }

  @Override
  public Trajectory trajectory(Run run) {
    Path path = steps.path(run);
    return run.over(
        path,
        1,
        (call, state, output, noise) ->
            step(path.level(call), path.level(call + 1).sigma(), state.sample(), output, noise));
  }

  private State step(NoiseLevel level, double to, NDArray sample, NDArray output, Noise noise) {
    double from = level.sigma();
    double up = to / from * Math.sqrt(from * from - to * to);
    double down = Math.sqrt(to * to - up * up);
    NDArray slope = model.epsilon(level, output, sample);
    return State.of(
        Linear.combine(
            Linear.term(1, sample),
            Linear.term(down - from, slope),
            Linear.term(up, noise.next())));
  }
}

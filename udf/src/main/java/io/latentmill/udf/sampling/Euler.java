package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.prediction.Parameterisation;
import io.latentmill.udf.sampling.schedule.NoiseLevel;

/**
 * Euler's method on the probability-flow equation (Karras et al. 2022, algorithm 2 without churn;
 * diffusers' EulerDiscreteScheduler).
 */
record Euler(Steps steps, Parameterisation model) implements Sampler {
  static Euler of(SchedulerConfig config) {
    return new Euler(SigmaSteps.of(config), Parameterisation.of(config));
  }

  /** With steps in sigma itself. */
  static Euler edm(SchedulerConfig config) {
    return new Euler(EdmSteps.of(config), Parameterisation.edm(config));
  }

  @Override
  public Trajectory trajectory(Run run) {
    Path path = steps.path(run);
    return run.over(
        path, 1, (call, state, output, noise) -> step(path, call, state.sample(), output));
  }

  private State step(Path path, int call, NDArray sample, NDArray output) {
    NoiseLevel from = path.level(call);
    NDArray slope = model.epsilon(from, output, sample);
    double stride = path.level(call + 1).sigma() - from.sigma();
    return State.of(Linear.combine(Linear.term(1, sample), Linear.term(stride, slope)));
  }
}

package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.prediction.Parameterisation;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import io.latentmill.udf.sampling.schedule.SigmaGrid;
import java.util.ArrayList;
import java.util.List;

/**
 * Heun's method on the probability-flow equation (Karras et al. 2022, algorithm 1; diffusers'
 * HeunDiscreteScheduler). A step takes two calls, at its start and where Euler's method would end
 * it; the last step takes one.
 */
record Heun(SigmaSteps steps, Parameterisation model) implements Sampler {
  static Heun of(SchedulerConfig config) {
    return new Heun(SigmaSteps.of(config), Parameterisation.of(config));
  }

  @Override
  public Trajectory trajectory(Run run) {
    SigmaGrid grid = steps.grid(run);
    List<Double> timesteps = new ArrayList<>();
    List<NoiseLevel> levels = new ArrayList<>();
    for (int call = 0; call < 2 * run.steps(); call++) {
      levels.add(NoiseLevel.exploding(grid.sigmas().get((call + 1) / 2)));
      if (call < 2 * run.steps() - 1) {
        timesteps.add(grid.timesteps().get((call + 1) / 2));
      }
    }
    Path path = Path.of(timesteps, levels, steps.initNoiseSigma(grid));
    return run.over(
        path,
        2,
        (call, state, output, noise) ->
            call % 2 == 0
                ? predict(path, call, state, output)
                : correct(path, call, state, output));
  }

  private State predict(Path path, int call, State state, NDArray output) {
    NDArray slope = model.epsilon(path.level(call), output, state.sample());
    double stride = path.level(call + 1).sigma() - path.level(call).sigma();
    return new State(
        Linear.combine(Linear.term(1, state.sample()), Linear.term(stride, slope)),
        List.of(state.sample()),
        List.of(slope));
  }

  /** The step again from its start, with the mean of both slopes. */
  private State correct(Path path, int call, State state, NDArray output) {
    NDArray slope = model.epsilon(path.level(call), output, state.sample());
    double half = (path.level(call).sigma() - path.level(call - 1).sigma()) / 2;
    return State.of(
        Linear.combine(
            Linear.term(1, state.held().get(0)),
            Linear.term(half, state.history().get(0)),
            Linear.term(half, slope)));
  }
}

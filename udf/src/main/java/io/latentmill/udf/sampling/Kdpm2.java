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
 * The midpoint method in log sigma, after DPM-Solver-2 (k-diffusion's sample_dpm_2; diffusers'
 * KDPM2DiscreteScheduler). A step takes two calls, at its start and at its middle; the last step
 * takes one.
 */
record Kdpm2(SigmaSteps steps, Parameterisation model) implements Sampler {
  static Kdpm2 of(SchedulerConfig config) {
    return new Kdpm2(SigmaSteps.of(config).withRoundTimesteps(), Parameterisation.of(config));
  }

  @Override
  public Trajectory trajectory(Run run) {
    SigmaGrid grid = steps.grid(run);
    List<Double> timesteps = new ArrayList<>();
    List<NoiseLevel> inputs = new ArrayList<>();
    List<NoiseLevel> levels = new ArrayList<>();
    for (int step = 0; step < run.steps(); step++) {
      double sigma = grid.sigmas().get(step);
      double next = grid.sigmas().get(step + 1);
      timesteps.add(grid.timesteps().get(step));
      inputs.add(NoiseLevel.exploding(sigma));
      levels.add(NoiseLevel.exploding(sigma));
      if (step < run.steps() - 1) {
        double middle = (float) Math.sqrt(sigma * next);
        timesteps.add(steps.schedule().timestep(middle));
        inputs.add(NoiseLevel.exploding(middle));
        levels.add(NoiseLevel.exploding(next));
      }
    }
    levels.add(NoiseLevel.exploding(steps.last()));
    Path path = new Path(timesteps, inputs, levels, steps.initNoiseSigma(grid));
    return run.over(path, 2, (call, state, output, noise) -> step(path, call, state, output));
  }

  private State step(Path path, int call, State state, NDArray output) {
    NDArray slope = model.epsilon(path.inputs().get(call), output, state.sample());
    if (call % 2 == 0) {
      boolean last = call == path.calls() - 1;
      double to = last ? path.level(call + 1).sigma() : path.inputs().get(call + 1).sigma();
      NDArray middle = move(state.sample(), slope, path.level(call).sigma(), to);
      return new State(middle, List.of(state.sample()), List.of());
    }
    double from = path.level(call - 1).sigma();
    return State.of(move(state.held().get(0), slope, from, path.level(call).sigma()));
  }

  private static NDArray move(NDArray sample, NDArray slope, double from, double to) {
    return Linear.combine(Linear.term(1, sample), Linear.term(to - from, slope));
  }
}

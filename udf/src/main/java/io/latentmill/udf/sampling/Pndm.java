package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.prediction.Prediction;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import java.util.List;

/**
 * Pseudo numerical methods for diffusion models (Liu et al. 2022; diffusers' PNDMScheduler): a
 * linear multistep method of order 4, started either by a repeated first step ({@code
 * skip_prk_steps}) or by three pseudo Runge-Kutta steps of four calls.
 *
 * <p>Calls are counted from the first that is made, also where image-to-image leaves out the
 * repeated timestep: the reference then takes the second call for the repetition all the same and
 * goes back a step, so that a little noise stays. The same images are promised, so this does too.
 */
record Pndm(TableSteps steps, Prediction prediction, PndmStart start) implements Sampler {
  static Pndm of(SchedulerConfig config) {
    return new Pndm(
        TableSteps.of(NoiseTable.of(config), config),
        Prediction.ofLabel(config.text("prediction_type")),
        config.flag("skip_prk_steps") ? PndmStart.REPEATED : PndmStart.RUNGE_KUTTA);
  }

  @Override
  public Trajectory trajectory(Run run) {
    Path path = steps.table().path(start.calls(steps.timesteps(run), steps.stride(run)));
    int first = run.firstCall(path, 1);
    return run.over(path, 1, new Rule(path, first, steps.stride(run))::step);
  }

  /** The arithmetic of one run. */
  private final class Rule {
    private final Path path;
    private final int first;
    private final int stride;

    Rule(Path path, int first, int stride) {
      this.path = path;
      this.first = first;
      this.stride = stride;
    }

    State step(int call, State state, NDArray output, Noise noise) {
      int made = call - first;
      if (made < start.rungeKuttaCalls()) {
        return rungeKutta(made, call, state, output);
      }
      return start == PndmStart.REPEATED && made == 1
          ? repeated(path.timestep(call), state, output)
          : multistep(path.timestep(call), state, output);
    }

    /** A call of four: held are the sample of the first, and the weighted sum of the outputs. */
    private State rungeKutta(int made, int call, State state, NDArray output) {
      int from = path.timestep(made / 4 * 4);
      int to = path.timestep(call) - (made % 2 == 0 ? stride / 2 : 0);
      return switch (made % 4) {
        case 0 ->
            new State(
                transfer(state.sample(), from, to, output),
                List.of(state.sample(), Linear.combine(Linear.term(1 / 6.0, output))),
                state.remember(output, 3));
        case 3 -> {
          NDArray mean =
              Linear.combine(Linear.term(1, state.held().get(1)), Linear.term(1 / 6.0, output));
          yield new State(
              transfer(state.held().get(0), from, to, mean), List.of(), state.history());
        }
        default -> {
          NDArray sample = state.held().get(0);
          NDArray sum =
              Linear.combine(Linear.term(1, state.held().get(1)), Linear.term(1 / 3.0, output));
          yield new State(
              transfer(sample, from, to, output), List.of(sample, sum), state.history());
        }
      };
    }

    /** The second call at the first timestep: the first step again, with the mean output. */
    private State repeated(int timestep, State state, NDArray output) {
      NDArray mean =
          Linear.combine(Linear.term(0.5, output), Linear.term(0.5, state.history().get(0)));
      NDArray sample = transfer(state.held().get(0), timestep + stride, timestep, mean);
      return new State(sample, List.of(), state.history());
    }

    private State multistep(int timestep, State state, NDArray output) {
      List<NDArray> outputs = state.remember(output, 4);
      NDArray mean = adamsBashforth(outputs);
      NDArray sample = transfer(state.sample(), timestep, timestep - stride, mean);
      List<NDArray> held = outputs.size() == 1 ? List.of(state.sample()) : List.of();
      return new State(sample, held, outputs);
    }

    /** Equation 9 of the paper; the output of the first call stands for itself. */
    private NDArray adamsBashforth(List<NDArray> outputs) {
      return switch (outputs.size()) {
        case 1 -> outputs.get(0);
        case 2 -> Linear.weighted(outputs, 3 / 2.0, -1 / 2.0);
        case 3 -> Linear.weighted(outputs, 23 / 12.0, -16 / 12.0, 5 / 12.0);
        default -> Linear.weighted(outputs, 55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0);
      };
    }

    /** From one timestep to another with one output (equation 11 of the paper). */
    private NDArray transfer(NDArray sample, int fromTimestep, int toTimestep, NDArray output) {
      NoiseLevel from = steps.table().level(fromTimestep);
      NoiseLevel to = steps.table().level(toTimestep);
      double ratio = to.alpha() / from.alpha();
      return Linear.combine(
          Linear.term(ratio, sample),
          Linear.term(to.sigma() - ratio * from.sigma(), prediction.epsilon(from, output, sample)));
    }
  }
}

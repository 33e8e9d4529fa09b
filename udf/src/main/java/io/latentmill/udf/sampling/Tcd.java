package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.prediction.Prediction;
import io.latentmill.udf.sampling.schedule.NoiseLevel;

/**
 * Strategic stochastic sampling of trajectory consistency models (Zheng et al. 2024, algorithm 4;
 * diffusers' TCDScheduler): a deterministic step beyond the next timestep, and noise back to it.
 * Eta says how far beyond. Draws noise at every call but the last, if eta is positive.
 */
record Tcd(DistilledSteps steps, Prediction prediction) implements Sampler {
  static Tcd of(SchedulerConfig config) {
    return new Tcd(DistilledSteps.of(config), Prediction.ofLabel(config.text("prediction_type")));
  }

  @Override
  public Trajectory trajectory(Run run) {
    Path path = steps.path(run);
    return run.over(
        path,
        1,
        (call, state, output, noise) -> {
          boolean last = call == path.calls() - 1;
          int next = last ? 0 : path.timestep(call + 1);
          NDArray beyond = step(path.level(call), beyond(next, run.eta()), state.sample(), output);
          return State.of(last || run.eta() == 0 ? beyond : back(beyond, next, run.eta(), noise));
        });
  }

  /** The noise level beyond a timestep; the reference multiplies in float32. */
  private NoiseLevel beyond(int next, double eta) {
    return steps.table().level((int) Math.floor((float) (1 - eta) * (float) next));
  }

  private NDArray step(NoiseLevel from, NoiseLevel to, NDArray sample, NDArray output) {
    return Linear.combine(
        Linear.term(to.alpha(), prediction.original(from, output, sample)),
        Linear.term(to.sigma(), prediction.epsilon(from, output, sample)));
  }

  private NDArray back(NDArray beyond, int next, double eta, Noise noise) {
    double ratio = steps.table().level(next).alpha() / beyond(next, eta).alpha();
    return Linear.combine(
        Linear.term(ratio, beyond), Linear.term(Math.sqrt(1 - ratio * ratio), noise.next()));
  }
}

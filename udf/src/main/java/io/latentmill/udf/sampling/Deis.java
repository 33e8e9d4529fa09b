package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.prediction.Parameterisation;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import java.util.ArrayList;
import java.util.List;

/**
 * The diffusion exponential integrator sampler in log rho, multistep, up to order 3 (Zhang and Chen
 * 2022; diffusers' DEISMultistepScheduler): a polynomial in log rho through the predicted noises,
 * integrated over rho, the ratio of noise to signal.
 */
record Deis(SolverSteps steps, Parameterisation model, MultistepOrder orders) implements Sampler {
  static Deis of(SchedulerConfig config) {
    return new Deis(
        SolverSteps.deis(config),
        Parameterisation.of(config),
        new MultistepOrder(
            config.integer("solver_order"), config.flag("lower_order_final"), false));
  }

  @Override
  public Trajectory trajectory(Run run) {
    Path path = steps.path(run);
    return run.over(path, 1, (call, state, output, noise) -> step(path, call, state, output));
  }

  private State step(Path path, int call, State state, NDArray output) {
    NoiseLevel from = path.level(call);
    NoiseLevel to = path.level(call + 1);
    int order = orders.of(path.calls() - call, path.calls(), state.history().size());
    List<NDArray> outputs =
        state.remember(model.epsilon(from, output, state.sample()), orders.order());
    List<Linear.Term> terms = new ArrayList<>();
    terms.add(Linear.term(to.alpha() / from.alpha(), state.sample()));
    for (int i = 0; i < order; i++) {
      double weight = LogRhoPolynomial.of(path, call, order, i).integral(rho(from), rho(to));
      terms.add(Linear.term(to.alpha() * weight, outputs.get(i)));
    }
    return new State(Linear.combine(terms), List.of(), outputs);
  }

  static double rho(NoiseLevel level) {
    return level.sigma() / level.alpha();
  }
}

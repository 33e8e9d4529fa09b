package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.prediction.Parameterisation;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import java.util.List;

/**
 * DPM-Solver and DPM-Solver++ in their multistep form, up to order 3, deterministic or stochastic
 * (Lu et al. 2022; diffusers' DPMSolverMultistepScheduler). The stochastic one draws noise at every
 * call.
 */
record DpmSolver(
    Steps steps,
    Parameterisation model,
    Integrator.Algorithm algorithm,
    boolean heun,
    MultistepOrder orders)
    implements Sampler {
  static DpmSolver of(SchedulerConfig config) {
    SolverSteps steps = SolverSteps.dpm(config);
    return of(config, steps, Parameterisation.of(config), steps.end() == SolverSteps.End.ZERO);
  }

  /** With steps in sigma itself. */
  static DpmSolver edm(SchedulerConfig config) {
    EdmSteps steps = EdmSteps.of(config);
    return of(config, steps, Parameterisation.edm(config), steps.endsAtZero());
  }

  private static DpmSolver of(
      SchedulerConfig config, Steps steps, Parameterisation model, boolean endsAtZero) {
    return new DpmSolver(
        steps,
        model,
        DpmOptions.algorithm(config),
        config.text("solver_type").equals("heun"),
        new MultistepOrder(
            config.integer("solver_order"),
            config.flag("lower_order_final"),
            config.flag("euler_at_final") || endsAtZero));
  }

  @Override
  public Trajectory trajectory(Run run) {
    Path path = steps.path(run);
    return run.over(
        path, 1, (call, state, output, noise) -> step(path, call, state, output, noise));
  }

  private State step(Path path, int call, State state, NDArray output, Noise noise) {
    Integrator step = new Integrator(algorithm, heun, path.level(call), path.level(call + 1));
    NDArray converted =
        algorithm == Integrator.Algorithm.NOISE
            ? model.epsilon(step.from(), output, state.sample())
            : model.original(step.from(), output, state.sample());
    int remembered = state.history().size();
    List<NDArray> outputs = state.remember(converted, orders.order());
    List<Linear.Term> terms = step.ownTerms(state.sample(), noise);
    terms.addAll(
        switch (orders.of(path.calls() - call, path.calls(), remembered)) {
          case 1 -> Linear.terms(outputs, step.value());
          case 2 -> second(step, path.level(call - 1), outputs);
          default -> third(step, path.level(call - 1), path.level(call - 2), outputs);
        });
    return new State(Linear.combine(terms), List.of(), outputs);
  }

  /** The slope is the difference to the output before, over the lambda between them. */
  private static List<Linear.Term> second(
      Integrator step, NoiseLevel before, List<NDArray> outputs) {
    double share = step.growth() / (step.from().lambda() - before.lambda());
    double slope = step.slope() * share;
    return Linear.terms(outputs, step.value() + slope, -slope);
  }

  /** Slope and curvature are those of the parabola through three outputs. */
  private static List<Linear.Term> third(
      Integrator step, NoiseLevel before, NoiseLevel beforeThat, List<NDArray> outputs) {
    double r0 = (step.from().lambda() - before.lambda()) / step.growth();
    double r1 = (before.lambda() - beforeThat.lambda()) / step.growth();
    double change = (step.exactSlope() * r0 + step.curvature()) / (r0 + r1);
    double recent = (step.exactSlope() + change) / r0;
    double older = -change / r1;
    return Linear.terms(outputs, step.value() + recent, older - recent, -older);
  }
}

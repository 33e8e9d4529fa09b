package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.prediction.Parameterisation;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import java.util.List;

/**
 * DPM-Solver and DPM-Solver++ in their singlestep form, up to order 3 (Lu et al. 2022; diffusers'
 * DPMSolverSinglestepScheduler): steps of orders 1, 2, 3 follow each other, and each of a higher
 * order starts again where the one of order 1 had started. The stochastic one draws noise at every
 * call.
 */
record DpmSolverSinglestep(
    SolverSteps steps,
    Parameterisation model,
    Integrator.Algorithm algorithm,
    boolean heun,
    SinglestepOrders orders)
    implements Sampler {
  static DpmSolverSinglestep of(SchedulerConfig config) {
    SolverSteps steps = SolverSteps.singlestep(config);
    return new DpmSolverSinglestep(
        steps,
        Parameterisation.of(config),
        DpmOptions.algorithm(config),
        config.text("solver_type").equals("heun"),
        new SinglestepOrders(
            config.integer("solver_order"),
            config.flag("lower_order_final"),
            steps.end() == SolverSteps.End.ZERO));
  }

  @Override
  public Trajectory trajectory(Run run) {
    Path path = steps.path(run);
    List<Integer> planned = orders.of(run.steps());
    return run.over(
        path,
        1,
        (call, state, output, noise) -> {
          int order = Math.min(planned.get(call), state.history().size() + 1);
          return step(path, call, order, state, output, noise);
        });
  }

  private State step(Path path, int call, int order, State state, NDArray output, Noise noise) {
    NoiseLevel start = path.level(call - order + 1);
    Integrator step = new Integrator(algorithm, heun, start, path.level(call + 1));
    NDArray converted =
        algorithm == Integrator.Algorithm.NOISE
            ? model.epsilon(path.level(call), output, state.sample())
            : model.original(path.level(call), output, state.sample());
    NDArray sample = order == 1 ? state.sample() : state.held().get(0);
    List<NDArray> outputs = state.remember(converted, orders.order());
    List<Linear.Term> terms = step.ownTerms(sample, noise);
    terms.addAll(
        switch (order) {
          case 1 -> Linear.terms(outputs, step.value());
          case 2 -> second(step, path.level(call), outputs);
          default -> third(step, path.level(call), path.level(call - 1), outputs);
        });
    return new State(Linear.combine(terms), List.of(sample), outputs);
  }

  /** The slope is the difference between the outputs at the start and within the step. */
  private static List<Linear.Term> second(
      Integrator step, NoiseLevel within, List<NDArray> outputs) {
    double slope = step.slope() / share(step, within);
    return Linear.terms(outputs, slope, step.value() - slope);
  }

  private List<Linear.Term> third(
      Integrator step, NoiseLevel late, NoiseLevel early, List<NDArray> outputs) {
    double r0 = share(step, late);
    double r1 = share(step, early);
    double slope = step.exactSlope();
    double early1 = heun ? (slope * r0 - 2 * step.curvature()) / (r0 - r1) : 0;
    double late1 = heun ? (2 * step.curvature() - slope * r1) / (r0 - r1) : slope;
    return Linear.terms(outputs, late1 / r0, early1 / r1, step.value() - late1 / r0 - early1 / r1);
  }

  /** Where a level lies within the step, in lambda. */
  private static double share(Integrator step, NoiseLevel within) {
    return (within.lambda() - step.from().lambda()) / step.growth();
  }
}

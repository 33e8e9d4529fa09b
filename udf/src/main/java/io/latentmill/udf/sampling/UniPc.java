package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.prediction.Parameterisation;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The unified predictor-corrector (Zhao et al. 2023; diffusers' UniPCMultistepScheduler): each
 * output first corrects the step that led to it, and then predicts the next.
 *
 * @param variant what is integrated, and how
 * @param order of the method, 1..3
 * @param lowerAtEnd whether the order falls at the end of a run
 * @param uncorrected the steps that are not corrected ({@code disable_corrector})
 */
record UniPc(
    SolverSteps steps,
    Parameterisation model,
    UniPcStep.Variant variant,
    int order,
    boolean lowerAtEnd,
    Set<Integer> uncorrected)
    implements Sampler {
  static UniPc of(SchedulerConfig config) {
    return new UniPc(
        SolverSteps.uniPc(config),
        Parameterisation.of(config),
        new UniPcStep.Variant(config.flag("predict_x0"), config.text("solver_type").equals("bh1")),
        config.integer("solver_order"),
        config.flag("lower_order_final"),
        config.integers("disable_corrector"));
  }

  @Override
  public Trajectory trajectory(Run run) {
    Path path = steps.path(run);
    int first = run.firstCall(path, 1);
    return run.over(
        path,
        1,
        (call, state, output, noise) -> {
          NDArray converted = convert(path.level(call), output, state.sample());
          boolean correct = call > first && !uncorrected.contains(call - 1);
          NDArray sample =
              correct
                  ? corrected(path, call, orderAt(path, call - 1, first), state, converted)
                  : state.sample();
          List<NDArray> outputs = state.remember(converted, order);
          NDArray next = predicted(path, call, orderAt(path, call, first), sample, outputs);
          return new State(next, List.of(sample), outputs);
        });
  }

  private NDArray convert(NoiseLevel level, NDArray output, NDArray sample) {
    return variant.original()
        ? model.original(level, output, sample)
        : model.prediction().epsilon(level, output, sample);
  }

  private int orderAt(Path path, int call, int first) {
    int atEnd = lowerAtEnd ? Math.min(order, path.calls() - call) : order;
    return Math.min(atEnd, call - first + 1);
  }

  private NDArray predicted(
      Path path, int call, int stepOrder, NDArray sample, List<NDArray> outputs) {
    UniPcStep step = UniPcStep.of(variant, path, call, stepOrder);
    return Linear.combine(step.terms(sample, outputs, step.predictorWeights()));
  }

  /** The step that led to the present sample again, with the output that it led to. */
  private NDArray corrected(Path path, int call, int stepOrder, State state, NDArray converted) {
    UniPcStep step = UniPcStep.of(variant, path, call - 1, stepOrder);
    List<NDArray> outputs = new ArrayList<>(state.history().subList(0, stepOrder));
    outputs.add(converted);
    return Linear.combine(step.terms(state.held().get(0), outputs, step.correctorWeights()));
  }
}

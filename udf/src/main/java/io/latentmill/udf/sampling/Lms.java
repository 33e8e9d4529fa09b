package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.prediction.Parameterisation;
import java.util.ArrayList;
import java.util.List;

/**
 * A linear multistep method of order 4 on the probability-flow equation (k-diffusion's sample_lms;
 * diffusers' LMSDiscreteScheduler).
 *
 * <p>The order follows from the place in the full schedule. Image-to-image, which starts further
 * on, has fewer slopes at first than the order asks for: the reference then leaves out the terms it
 * lacks, and so does this.
 */
record Lms(SigmaSteps steps, Parameterisation model) implements Sampler {
  private static final int ORDER = 4;

  static Lms of(SchedulerConfig config) {
    return new Lms(SigmaSteps.of(config), Parameterisation.of(config));
  }

  @Override
  public Trajectory trajectory(Run run) {
    Path path = steps.path(run);
    return run.over(path, 1, (call, state, output, noise) -> step(path, call, state, output));
  }

  private State step(Path path, int call, State state, NDArray output) {
    NDArray slope = model.epsilon(path.level(call), output, state.sample());
    List<NDArray> slopes = state.remember(slope, ORDER);
    int order = Math.min(call + 1, ORDER);
    List<Linear.Term> terms = new ArrayList<>();
    terms.add(Linear.term(1, state.sample()));
    for (int i = 0; i < Math.min(order, slopes.size()); i++) {
      terms.add(Linear.term(weight(path, call, order, i), slopes.get(i)));
    }
    return new State(Linear.combine(terms), List.of(), slopes);
  }

  /** The integral of a Lagrange polynomial over the step; two Gauss nodes are exact for cubics. */
  private static double weight(Path path, int call, int order, int slope) {
    double from = path.level(call).sigma();
    double half = (path.level(call + 1).sigma() - from) / 2;
    double node = half / Math.sqrt(3);
    double middle = from + half;
    return half
        * (lagrange(path, call, order, slope, middle - node)
            + lagrange(path, call, order, slope, middle + node));
  }

  /** The polynomial that is 1 at the sigma of one slope, and 0 at those of the others. */
  private static double lagrange(Path path, int call, int order, int slope, double sigma) {
    double own = path.level(call - slope).sigma();
    double product = 1;
    for (int i = 0; i < order; i++) {
      if (i != slope) {
        double other = path.level(call - i).sigma();
        product *= (sigma - other) / (own - other);
      }
    }
    return product;
  }
}

package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.prediction.Parameterisation;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import java.util.ArrayList;
import java.util.List;

/**
 * Denoising diffusion implicit models (Song et al. 2021, equations 12 and 16; diffusers'
 * DDIMScheduler). Draws noise at every call if eta is positive.
 */
record Ddim(TableSteps steps, Parameterisation model) implements Sampler {
  static Ddim of(SchedulerConfig config) {
    return new Ddim(TableSteps.of(NoiseTable.of(config), config), Parameterisation.of(config));
  }

  @Override
  public Trajectory trajectory(Run run) {
    Path path = steps.path(run);
    int stride = steps.stride(run);
    return run.over(
        path,
        1,
        (call, state, output, noise) -> {
          NoiseLevel to = steps.table().level(path.timestep(call) - stride);
          return step(path.level(call), to, run.eta(), state.sample(), output, noise);
        });
  }

  private State step(
      NoiseLevel from, NoiseLevel to, double eta, NDArray sample, NDArray output, Noise noise) {
    double deviation = eta * deviation(from, to);
    double direction = Math.sqrt(to.sigma() * to.sigma() - deviation * deviation);
    List<Linear.Term> terms = new ArrayList<>();
    terms.add(Linear.term(to.alpha(), model.original(from, output, sample)));
    terms.add(Linear.term(direction, model.prediction().epsilon(from, output, sample)));
    if (eta > 0) {
      terms.add(Linear.term(deviation, noise.next()));
    }
    return State.of(Linear.combine(terms));
  }

  /** Of the noise that makes the step as random as DDPM's. */
  private static double deviation(NoiseLevel from, NoiseLevel to) {
    double alphaRatio = from.alpha() / to.alpha();
    return to.sigma() / from.sigma() * Math.sqrt(1 - alphaRatio * alphaRatio);
  }
}

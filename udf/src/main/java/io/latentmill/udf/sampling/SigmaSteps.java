package io.latentmill.udf.sampling;

import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import io.latentmill.udf.sampling.schedule.NoiseSchedule;
import io.latentmill.udf.sampling.schedule.SigmaGrid;
import io.latentmill.udf.sampling.schedule.SigmaTransform;
import io.latentmill.udf.sampling.schedule.StepSpacing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * Steps in sigma, for the samplers that integrate the probability-flow equation (Karras et al.
 * 2022) in the variance-exploding space: Euler and its kin. Timesteps may be fractions. A transform
 * spreads the sigmas anew between the first and the last that the timesteps gave.
 *
 * @param roundTimesteps whether the timesteps of Karras sigmas are rounded
 * @param last the sigma after the last step
 */
record SigmaSteps(
    NoiseSchedule schedule,
    StepSpacing spacing,
    int offset,
    SigmaTransform transform,
    OptionalDouble sigmaMin,
    OptionalDouble sigmaMax,
    boolean roundTimesteps,
    double last)
    implements Steps {
  static SigmaSteps of(SchedulerConfig config) {
    NoiseSchedule schedule = NoiseSchedule.of(config).finite();
    return new SigmaSteps(
        schedule,
        StepSpacing.of(config),
        config.integer("steps_offset"),
        SigmaTransform.of(config),
        config.optionalNumber("sigma_min"),
        config.optionalNumber("sigma_max"),
        false,
        config.text("final_sigmas_type").equals("sigma_min") ? schedule.sigmaMin() : 0);
  }

  /** The same, with whole timesteps for Karras sigmas. */
  SigmaSteps withRoundTimesteps() {
    return new SigmaSteps(schedule, spacing, offset, transform, sigmaMin, sigmaMax, true, last);
  }

  /** Timesteps, and one sigma more, of a run. */
  SigmaGrid grid(Run run) {
    run.checkAgainst(schedule.timesteps());
    double[] timesteps =
        Arrays.stream(spacing.timesteps(schedule.timesteps(), run.steps(), offset))
            .map(timestep -> (float) timestep)
            .toArray();
    double[] sigmas = Arrays.stream(timesteps).map(schedule::sigma).toArray();
    if (transform != SigmaTransform.NONE) {
      sigmas =
          transform.sigmas(
              sigmaMax.orElse(sigmas[0]), sigmaMin.orElse(sigmas[sigmas.length - 1]), run.steps());
      timesteps = Arrays.stream(sigmas).map(schedule::timestep).map(this::rounded).toArray();
    }
    return SigmaGrid.of(
        timesteps, DoubleStream.concat(Arrays.stream(sigmas), DoubleStream.of(last)).toArray());
  }

  private double rounded(double timestep) {
    return roundTimesteps && transform == SigmaTransform.KARRAS ? Math.rint(timestep) : timestep;
  }

  @Override
  public Path path(Run run) {
    SigmaGrid grid = grid(run);
    return Path.of(grid.timesteps(), exploding(grid.sigmas()), initNoiseSigma(grid));
  }

  /** The standard deviation of a sample at the largest sigma. */
  double initNoiseSigma(SigmaGrid grid) {
    double max = grid.sigmas().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    return spacing == StepSpacing.LEADING ? Math.sqrt(max * max + 1) : max;
  }

  static List<NoiseLevel> exploding(List<Double> sigmas) {
    List<NoiseLevel> levels = new ArrayList<>();
    sigmas.forEach(sigma -> levels.add(NoiseLevel.exploding(sigma)));
    return levels;
  }
}

package io.latentmill.udf.sampling;

import io.latentmill.udf.request.LatentmillException;
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
 * Steps for the exponential integrators (DPM-Solver, UniPC, DEIS): whole timesteps, one interval
 * more than the run has steps, so that the last timestep stays clear of 0; sigmas are spread over
 * the whole schedule where a transform is set. Samples are variance-preserving.
 *
 * @param clipped timesteps at the noisy end that are left out ({@code lambda_min_clipped})
 * @param rounding of the timesteps that a transform gives
 * @param end what follows the last step
 */
record SolverSteps(
    NoiseSchedule schedule,
    StepSpacing spacing,
    int offset,
    SigmaTransform transform,
    OptionalDouble sigmaMin,
    OptionalDouble sigmaMax,
    int clipped,
    Rounding rounding,
    End end)
    implements Steps {

  /** How fractional timesteps become whole. */
  enum Rounding {
    NEAREST,
    DOWN
  }

  /** The sigma after the last step. */
  enum End {
    /** No noise at all. */
    ZERO,
    /** The least noise of the schedule. */
    SCHEDULE,
    /** The same as before the last step, which then changes nothing. */
    REPEATED
  }

  /** The steps of the multistep DPM-Solver. */
  static SolverSteps dpm(SchedulerConfig config) {
    boolean cosine = config.text("beta_schedule").equals("squaredcos_cap_v2");
    return of(config, cosine ? Rounding.DOWN : Rounding.NEAREST, dpmEnd(config));
  }

  /** The steps of the singlestep DPM-Solver, which knows one spacing only. */
  static SolverSteps singlestep(SchedulerConfig config) {
    return of(config, StepSpacing.LINSPACE, 0, Rounding.NEAREST, dpmEnd(config));
  }

  /** The steps of UniPC. */
  static SolverSteps uniPc(SchedulerConfig config) {
    return of(config, Rounding.NEAREST, endsAtZero(config) ? End.ZERO : leastNoise(config));
  }

  /** The steps of DEIS, which never ends without noise. */
  static SolverSteps deis(SchedulerConfig config) {
    return of(config, Rounding.NEAREST, leastNoise(config));
  }

  private static End dpmEnd(SchedulerConfig config) {
    return endsAtZero(config) ? End.ZERO : End.SCHEDULE;
  }

  private static boolean endsAtZero(SchedulerConfig config) {
    return config.text("final_sigmas_type").equals("zero");
  }

  private static End leastNoise(SchedulerConfig config) {
    return SigmaTransform.of(config) == SigmaTransform.NONE ? End.SCHEDULE : End.REPEATED;
  }

  private static SolverSteps of(SchedulerConfig config, Rounding rounding, End end) {
    return of(config, StepSpacing.of(config), config.integer("steps_offset"), rounding, end);
  }

  private static SolverSteps of(
      SchedulerConfig config, StepSpacing spacing, int offset, Rounding rounding, End end) {
    NoiseSchedule schedule = NoiseSchedule.of(config).finite();
    int clipped =
        schedule.timestepsBelow(
            config.optionalNumber("lambda_min_clipped").orElse(Double.NEGATIVE_INFINITY));
    if (clipped > 0 && spacing == StepSpacing.TRAILING) {
      throw LatentmillException.user(
          "lambda_min_clipped %s cannot be combined with timestep_spacing trailing",
          config.text("lambda_min_clipped"));
    }
    return new SolverSteps(
        schedule,
        spacing,
        offset,
        SigmaTransform.of(config),
        config.optionalNumber("sigma_min"),
        config.optionalNumber("sigma_max"),
        clipped,
        rounding,
        end);
  }

  @Override
  public Path path(Run run) {
    SigmaGrid grid = grid(run);
    List<NoiseLevel> levels = new ArrayList<>();
    grid.sigmas().forEach(sigma -> levels.add(NoiseLevel.preserving(sigma)));
    return Path.of(grid.timesteps(), levels, 1);
  }

  private SigmaGrid grid(Run run) {
    run.checkAgainst(schedule.timesteps());
    if (transform == SigmaTransform.NONE) {
      double[] timesteps = timesteps(run.steps());
      return grid(timesteps, Arrays.stream(timesteps).map(schedule::sigma).toArray());
    }
    double[] sigmas =
        transform.sigmas(
            sigmaMax.orElse(schedule.sigmaMax()),
            sigmaMin.orElse(schedule.sigmaMin()),
            run.steps());
    return grid(Arrays.stream(sigmas).map(schedule::timestep).map(this::whole).toArray(), sigmas);
  }

  private SigmaGrid grid(double[] timesteps, double[] sigmas) {
    double last =
        switch (end) {
          case ZERO -> 0;
          case SCHEDULE -> schedule.sigmaMin();
          case REPEATED -> sigmas[sigmas.length - 1];
        };
    return SigmaGrid.of(
        timesteps, DoubleStream.concat(Arrays.stream(sigmas), DoubleStream.of(last)).toArray());
  }

  private double[] timesteps(int steps) {
    int trained = schedule.timesteps() - clipped;
    if (spacing == StepSpacing.TRAILING) {
      return spacing.timesteps(trained, steps, offset);
    }
    double[] withLast = spacing.timesteps(trained, steps + 1, offset);
    return Arrays.stream(withLast).limit(steps).map(Math::rint).toArray();
  }

  private double whole(double timestep) {
    boolean nearest =
        rounding == Rounding.NEAREST
            && (transform == SigmaTransform.KARRAS || transform == SigmaTransform.LU_LAMBDAS);
    return nearest ? Math.rint(timestep) : Math.floor(timestep);
  }
}

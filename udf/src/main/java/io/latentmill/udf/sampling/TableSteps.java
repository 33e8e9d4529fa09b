package io.latentmill.udf.sampling;

import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Steps between whole timesteps of the schedule's table, for the samplers that look their noise
 * levels up there (DDIM and its kin). Samples are variance-preserving.
 *
 * @param afterLast the noise level a run ends at
 */
record TableSteps(NoiseSchedule schedule, StepSpacing spacing, int offset, NoiseLevel afterLast) {
  /** As the configuration says; {@code set_alpha_to_one} chooses the last level. */
  static TableSteps of(SchedulerConfig config) {
    NoiseSchedule schedule = NoiseSchedule.of(config);
    double last = config.flag("set_alpha_to_one") ? 1 : schedule.alphaCumprod(0);
    return new TableSteps(
        schedule,
        StepSpacing.ofLabel(config.text("timestep_spacing")),
        config.integer("steps_offset"),
        NoiseLevel.ofAlphaCumprod(last));
  }

  /** The timesteps of a run, descending. */
  int[] timesteps(Run run) {
    run.checkAgainst(schedule.timesteps());
    return Arrays.stream(spacing.timesteps(schedule.timesteps(), run.steps(), offset))
        .mapToInt(timestep -> (int) Math.rint(timestep))
        .toArray();
  }

  /** The path that visits timesteps in their order. */
  Path path(int... timesteps) {
    List<NoiseLevel> levels = new ArrayList<>();
    for (int timestep : timesteps) {
      levels.add(level(timestep));
    }
    levels.add(afterLast);
    return Path.of(Arrays.stream(timesteps).asDoubleStream().boxed().toList(), levels, 1);
  }

  /** The noise level at a timestep; below 0, the last of a run. */
  NoiseLevel level(int timestep) {
    if (timestep >= schedule.timesteps()) {
      throw LatentmillException.user(
          "steps_offset %d reaches timestep %d of the %d that the model was trained with",
          offset, timestep, schedule.timesteps());
    }
    return timestep < 0 ? afterLast : NoiseLevel.ofAlphaCumprod(schedule.alphaCumprod(timestep));
  }

  /** The distance between two steps in timesteps, whatever the spacing. */
  int stride(Run run) {
    return schedule.timesteps() / run.steps();
  }
}

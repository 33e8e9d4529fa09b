package io.latentmill.udf.sampling;

import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import io.latentmill.udf.sampling.schedule.NoiseSchedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The noise levels at whole timesteps, for the samplers that look them up (DDIM and its kin).
 * Samples are variance-preserving.
 *
 * @param afterLast the noise level a run ends at
 */
record NoiseTable(NoiseSchedule schedule, NoiseLevel afterLast) {
  /** As the configuration says; {@code set_alpha_to_one} chooses the last level. */
  static NoiseTable of(SchedulerConfig config) {
    if (config.flag("set_alpha_to_one")) {
      return toOriginal(config);
    }
    NoiseSchedule schedule = NoiseSchedule.of(config);
    return new NoiseTable(schedule, NoiseLevel.ofAlphaCumprod(schedule.alphaCumprod(0)));
  }

  /** A run ends without noise. */
  static NoiseTable toOriginal(SchedulerConfig config) {
    return new NoiseTable(NoiseSchedule.of(config), NoiseLevel.ofAlphaCumprod(1));
  }

  /** The number of timesteps the network was trained with. */
  int timesteps() {
    return schedule.timesteps();
  }

  /** The noise level at a timestep; below 0, the last of a run. */
  NoiseLevel level(int timestep) {
    return timestep < 0 ? afterLast : NoiseLevel.ofAlphaCumprod(schedule.alphaCumprod(timestep));
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
}

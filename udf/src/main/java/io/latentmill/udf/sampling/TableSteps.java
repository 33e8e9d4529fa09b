package io.latentmill.udf.sampling;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.sampling.schedule.StepSpacing;
import java.util.Arrays;

/** Steps between whole timesteps of a table. */
record TableSteps(NoiseTable table, StepSpacing spacing, int offset) {
  static TableSteps of(NoiseTable table, SchedulerConfig config) {
    return new TableSteps(table, StepSpacing.of(config), config.integer("steps_offset"));
  }

  /** The timesteps of a run, descending. */
  int[] timesteps(Run run) {
    run.checkAgainst(table.timesteps());
    int[] timesteps =
        Arrays.stream(spacing.timesteps(table.timesteps(), run.steps(), offset))
            .mapToInt(timestep -> (int) Math.rint(timestep))
            .toArray();
    if (timesteps[0] >= table.timesteps()) {
      throw LatentmillException.user(
          "steps %d with steps_offset %d reaches timestep %d; the model was trained up to %d",
          run.steps(), offset, timesteps[0], table.timesteps() - 1);
    }
    return timesteps;
  }

  /** The path that makes one call a step. */
  Path path(Run run) {
    return table.path(timesteps(run));
  }

  /** The distance between two steps in timesteps, whatever the spacing. */
  int stride(Run run) {
    return table.timesteps() / run.steps();
  }
}

package io.latentmill.udf.sampling;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import java.util.stream.IntStream;

/**
 * The steps of consistency-distilled networks: a choice among the timesteps that they were
 * distilled with.
 *
 * @param original the number of those ({@code original_inference_steps})
 */
record DistilledSteps(NoiseTable table, int original) {
  static DistilledSteps of(SchedulerConfig config) {
    return new DistilledSteps(
        NoiseTable.toOriginal(config), config.integer("original_inference_steps"));
  }

  Path path(Run run) {
    int trained = table.timesteps();
    if (original > trained) {
      throw LatentmillException.user(
          "original_inference_steps %d exceeds the %d timesteps that the model was trained with",
          original, trained);
    }
    if (run.steps() > original) {
      throw LatentmillException.user(
          "steps %d exceeds original_inference_steps %d", run.steps(), original);
    }
    double stride = (double) original / run.steps();
    return table.path(
        IntStream.range(0, run.steps())
            .map(i -> (original - (int) Math.floor(i * stride)) * (trained / original) - 1)
            .toArray());
  }
}

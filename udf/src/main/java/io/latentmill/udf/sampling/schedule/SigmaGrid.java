package io.latentmill.udf.sampling.schedule;

import java.util.Arrays;
import java.util.List;

/**
 * The steps of a run in time and in noise.
 *
 * @param timesteps one a step, descending
 * @param sigmas the ratio of noise to signal before each step and after the last, in float32
 */
public record SigmaGrid(List<Double> timesteps, List<Double> sigmas) {
  public static SigmaGrid of(double[] timesteps, double[] sigmas) {
    return new SigmaGrid(
        Arrays.stream(timesteps).boxed().toList(),
        Arrays.stream(sigmas).mapToObj(sigma -> (double) (float) sigma).toList());
  }
}

package io.latentmill.udf.sampling;

import io.latentmill.udf.sampling.schedule.NoiseLevel;
import java.util.List;

/**
 * The calls of the network that a run makes, from pure noise on.
 *
 * @param timesteps what the network is told, a call each
 * @param inputs the noise level of the sample that the network is shown, a call each
 * @param levels the noise level that is reached before each call, and after the last
 * @param initNoiseSigma the factor that turns standard normal noise into the first sample
 */
record Path(
    List<Double> timesteps,
    List<NoiseLevel> inputs,
    List<NoiseLevel> levels,
    double initNoiseSigma) {
  Path {
    timesteps = List.copyOf(timesteps);
    inputs = List.copyOf(inputs);
    levels = List.copyOf(levels);
  }

  /** A path on which the network is shown the level that was reached. */
  static Path of(List<Double> timesteps, List<NoiseLevel> levels, double initNoiseSigma) {
    return new Path(timesteps, levels.subList(0, timesteps.size()), levels, initNoiseSigma);
  }

  int calls() {
    return timesteps.size();
  }

  /** The timestep of a call on a path of whole timesteps. */
  int timestep(int call) {
    return timesteps.get(call).intValue();
  }

  NoiseLevel level(int call) {
    return levels.get(call);
  }
}

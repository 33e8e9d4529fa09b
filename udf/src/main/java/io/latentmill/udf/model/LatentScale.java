package io.latentmill.udf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * From an autoencoder's latents to those that a U-Net sees, and back: one factor for all, or, where
 * a configuration has {@code latents_mean} and {@code latents_std}, {@code (latents - mean) *
 * factor / std}.
 *
 * @param mean of each channel; empty: none is taken off
 * @param deviation of each channel; as long as the mean
 */
record LatentScale(double factor, List<Double> mean, List<Double> deviation) {

  /** Reads a config.json; either list alone is overlooked, as diffusers does. */
  static LatentScale of(ConfigReader config, int channels, double absent) {
    double factor = config.positive("scaling_factor", absent);
    if (!config.has("latents_mean") || !config.has("latents_std")) {
      return new LatentScale(factor, List.of(), List.of());
    }
    return new LatentScale(
        factor, config.numbers("latents_mean", channels), config.numbers("latents_std", channels));
  }

  NDArray apply(NDArray latents) {
    return mean.isEmpty()
        ? latents.mul(factor)
        : latents.sub(perChannel(latents, mean)).mul(factor).div(perChannel(latents, deviation));
  }

  NDArray undo(NDArray latents) {
    return mean.isEmpty()
        ? latents.div(factor)
        : latents.mul(perChannel(latents, deviation)).div(factor).add(perChannel(latents, mean));
  }

  private static NDArray perChannel(NDArray like, List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return like.getManager().create(floats, new Shape(1, floats.length, 1, 1));
  }
}

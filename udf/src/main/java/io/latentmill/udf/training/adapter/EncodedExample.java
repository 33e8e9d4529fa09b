package io.latentmill.udf.training.adapter;

import java.util.Optional;

/**
 * An example ready to be drawn from.
 *
 * @param caption its number in the {@link CaptionTable}
 */
record EncodedExample(View plain, View mirrored, int caption, double weight) {
  /**
   * One way round.
   *
   * @param mean of the scaled latents, [4, h, w]
   * @param deviation of them; empty for an autoencoder without a distribution
   * @param hint [3, H, W] in 0..1
   */
  record View(float[] mean, Optional<float[]> deviation, Optional<float[]> hint) {}
}

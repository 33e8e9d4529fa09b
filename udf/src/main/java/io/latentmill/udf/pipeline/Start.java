package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.Trajectory;

/**
 * What denoising starts from.
 *
 * @param latents [B, 4, h, w]
 * @param source what they come from besides noise
 */
record Start(NDArray latents, LatentSource source) {

  /** Text-to-image: noise alone. */
  static Start fromNoise(Trajectory trajectory, NDArray noise) {
    return new Start(noise.mul(trajectory.initNoiseSigma()), new LatentSource.Free());
  }
}

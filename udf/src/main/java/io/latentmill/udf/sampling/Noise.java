package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;

/** Fresh noise for the samplers that draw any. */
@FunctionalInterface
public interface Noise {
  /**
   * The next draw: standard normal, float32, of the sample's shape and on its device; each row from
   * its own stream. Samplers call it exactly as often, and in the order, as diffusers draws.
   */
  NDArray next();

  /** For samplers that draw nothing: fails if it is called. */
  static Noise none() {
    return () -> {
      throw new IllegalStateException("this sampler draws no noise");
    };
  }
}

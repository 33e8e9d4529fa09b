package io.latentmill.udf.sampling.schedule;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.algebra.Linear;

/**
 * A noise level: a sample there is {@code alpha * original + sigma * noise}.
 *
 * <p>Samplers live in one of two spaces. In the variance-preserving one alpha² + sigma² = 1; in the
 * exploding one alpha = 1, and the sample is scaled down before the network sees it. One formula
 * serves both.
 *
 * @param data the standard deviation that originals are taken to have
 */
public record NoiseLevel(double alpha, double sigma, double data) {
  /** Of originals with variance 1. */
  public NoiseLevel(double alpha, double sigma) {
    this(alpha, sigma, 1);
  }

  /** Variance-preserving, of a cumulative product of alpha. */
  public static NoiseLevel ofAlphaCumprod(double alphaCumprod) {
    return new NoiseLevel(Math.sqrt(alphaCumprod), Math.sqrt(1 - alphaCumprod));
  }

  /** Variance-preserving, of the ratio of noise to signal. */
  public static NoiseLevel preserving(double ratio) {
    double alpha = 1 / Math.sqrt(ratio * ratio + 1);
    return new NoiseLevel(alpha, ratio * alpha);
  }

  /** Variance-exploding. */
  public static NoiseLevel exploding(double sigma) {
    return new NoiseLevel(1, sigma);
  }

  /** Variance-exploding, of originals with another standard deviation than 1. */
  public static NoiseLevel exploding(double sigma, double data) {
    return new NoiseLevel(1, sigma, data);
  }

  /** The standard deviation of a sample. */
  public double magnitude() {
    return alpha == 1 ? Math.sqrt(data * data + sigma * sigma) : 1;
  }

  /** The logarithm of the signal-to-noise ratio, halved (Lu et al. 2022). */
  public double lambda() {
    return Math.log(alpha) - Math.log(sigma);
  }

  public NDArray addNoise(NDArray original, NDArray noise) {
    return Linear.combine(Linear.term(alpha, original), Linear.term(sigma, noise));
  }

  /** What the network is shown: the sample with variance 1. The same array if it has that. */
  public NDArray scaleModelInput(NDArray sample) {
    return magnitude() == 1 ? sample : sample.div((float) magnitude());
  }
}

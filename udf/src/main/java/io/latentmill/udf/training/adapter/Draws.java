package io.latentmill.udf.training.adapter;

import io.latentmill.udf.torch.SeededNoise;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Everything random about the n-th sample of a training, as a function of the seed and n alone.
 *
 * @param examples how many there are; each epoch goes through all of them in an order of its own
 */
record Draws(long seed, int examples) {
  /** Steele, Lea and Flood 2014: an odd number near 2^64 over the golden ratio. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  /** The example that is seen. */
  int example(long sample) {
    int[] order = new int[examples];
    Random random = new Random(mixed(sample / examples, 0));
    for (int i = 0; i < examples; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order[(int) (sample % examples)];
  }

  /** Uniform in 0..1, another number for every purpose. */
  double uniform(long sample, int purpose) {
    return new SplittableRandom(mixed(sample, purpose)).nextDouble();
  }

  /** Standard normal numbers, others for every purpose. */
  float[] normals(long sample, int purpose, int count) {
    return new SeededNoise(mixed(sample, purpose)).normals(count);
  }

  /** The noise generator takes 32 bits of a seed: all 64 are folded into them. */
  private long mixed(long number, int purpose) {
    long state = (seed * 31 + purpose) * GOLDEN + number;
    long bits = new SplittableRandom(state).nextLong();
    return (bits ^ bits >>> 32) & 0xffffffffL;
  }
}

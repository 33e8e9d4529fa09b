package io.latentmill.udf.sampling;

import io.latentmill.udf.request.LatentmillException;
import java.util.stream.IntStream;

/** How PNDM comes by the outputs that its multistep method remembers. */
enum PndmStart {
  /** The first step is made twice. */
  REPEATED(0) {
    @Override
    int[] calls(int[] timesteps, int stride) {
      return IntStream.range(0, timesteps.length)
          .flatMap(i -> IntStream.generate(() -> timesteps[i]).limit(i == 1 ? 2 : 1))
          .toArray();
    }
  },
  /** Each of the first three steps is made of four calls. */
  RUNGE_KUTTA(12) {
    @Override
    int[] calls(int[] timesteps, int stride) {
      if (timesteps.length < 4) {
        throw LatentmillException.user(
            "steps %d: the pndm sampler without skip_prk_steps takes 4 and more", timesteps.length);
      }
      IntStream started = IntStream.range(0, 3).flatMap(i -> step(timesteps, i, stride / 2));
      return IntStream.concat(started, IntStream.of(timesteps).skip(3)).toArray();
    }

    private IntStream step(int[] timesteps, int i, int half) {
      int next = timesteps[i + 1];
      return IntStream.of(timesteps[i], next + half, next + half, next);
    }
  };

  private final int rungeKuttaCalls;

  PndmStart(int rungeKuttaCalls) {
    this.rungeKuttaCalls = rungeKuttaCalls;
  }

  int rungeKuttaCalls() {
    return rungeKuttaCalls;
  }

  /**
   * The timesteps of all calls.
   *
   * @param timesteps of the steps, descending
   * @param stride the distance between two steps
   */
  abstract int[] calls(int[] timesteps, int stride);
}

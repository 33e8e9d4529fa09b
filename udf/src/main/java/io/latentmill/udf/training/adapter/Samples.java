package io.latentmill.udf.training.adapter;

import io.latentmill.udf.request.LatentmillException;
import java.io.Serializable;
import java.util.List;

/**
 * What is drawn on the way, to see how training gets on; travels to the executors.
 *
 * @param prompts one image each; image i has the noise of seed + i
 * @param steps of DDIM
 */
public record Samples(List<String> prompts, int steps, double guidanceScale, long seed)
    implements Serializable {
  public Samples {
    prompts = List.copyOf(prompts);
    if (steps < 1) {
      throw LatentmillException.user("sample-steps %d: must be at least 1", steps);
    }
  }

  /** Nothing. */
  public static Samples none() {
    return new Samples(List.of(), 1, 1, 0);
  }
}

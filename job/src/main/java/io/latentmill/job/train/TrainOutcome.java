package io.latentmill.job.train;

import java.util.Locale;

/**
 * How a training run ended.
 *
 * @param trained adapters of the table
 * @param failed the others
 */
public record TrainOutcome(int trained, int failed) {
  /** For people. */
  public String line() {
    return String.format(Locale.ROOT, "%d adapters trained, %d failed", trained, failed);
  }
}

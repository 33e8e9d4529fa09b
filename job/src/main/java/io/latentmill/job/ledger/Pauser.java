package io.latentmill.job.ledger;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Lets time pass. */
@FunctionalInterface
public interface Pauser {

  /** Returns after about the duration; throws if the thread is interrupted. */
  void pause(Duration duration) throws IOException;

  /** By sleeping. */
  static Pauser sleeping() {
    return duration -> {
      try {
        Thread.sleep(duration.toMillis());
      } catch (InterruptedException interrupt) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("Interrupted while waiting " + duration);
      }
    };
  }
}

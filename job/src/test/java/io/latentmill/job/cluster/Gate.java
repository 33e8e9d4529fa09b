package io.latentmill.job.cluster;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A point at which a request waits, so that a test can act at exactly that moment: kill the driver
 * between two writes, let another run overtake. Requests that come after it was opened pass.
 */
public final class Gate {
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);

  /** Waits for the first request to stand before the gate. */
  public void awaitArrival(Duration limit) {
    try {
      if (!arrived.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("No request reached the gate within " + limit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted before a request reached the gate", e);
    }
  }

  public void open() {
    open.countDown();
  }

  void pass() throws InterruptedException {
    arrived.countDown();
    open.await();
  }
}

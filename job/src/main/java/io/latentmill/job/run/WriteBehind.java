package io.latentmill.job.run;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes batches on a thread of its own while the device goes on with the next, at most {@link
 * #AHEAD} of them waiting. A failure of the writer reaches the generating thread with its next
 * batch.
 *
 * @param <T> a batch
 */
final class WriteBehind<T> implements AutoCloseable {
  private static final int AHEAD = 2;
  private static final long POLL_MILLIS = 100;

  /** What is done with a batch. */
  @FunctionalInterface
  interface Target<T> {
    void write(T batch) throws IOException;
  }

  private final BlockingQueue<Optional<T>> queue = new ArrayBlockingQueue<>(AHEAD);
  private final Target<T> target;
  private final AtomicInteger waiting;
  private final AtomicInteger handed = new AtomicInteger();
  private final Thread thread;
  private volatile Throwable failure;

  /**
   * Starts the writer.
   *
   * @param waiting counts batches from when they are handed over until they are written
   */
  WriteBehind(String name, Target<T> target, AtomicInteger waiting) {
    this.target = target;
    this.waiting = waiting;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      Optional<T> batch = queue.take();
      while (batch.isPresent()) {
        target.write(batch.get());
        waiting.decrementAndGet();
        handed.decrementAndGet();
        batch = queue.take();
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      failure = e;
    }
  }

  /** Hands a batch over; waits while the writer is too far behind. */
  void write(T batch) throws IOException, InterruptedException {
    waiting.incrementAndGet();
    handed.incrementAndGet();
    offer(Optional.of(batch));
  }

  /** Returns when everything is written. */
  void finish() throws IOException, InterruptedException {
    offer(Optional.empty());
    thread.join();
    check();
  }

  private void offer(Optional<T> batch) throws IOException, InterruptedException {
    do {
      check();
    } while (!queue.offer(batch, POLL_MILLIS, TimeUnit.MILLISECONDS));
  }

  private void check() throws IOException {
    if (failure != null) {
      throw new IOException("Cannot write the shard: " + failure.getMessage(), failure);
    }
  }

  /** Stops the writer, if it still runs, and returns when it has ended. */
  @Override
  public void close() {
    boolean interrupted = false;
    thread.interrupt();
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    // What was handed over in vain waits no longer.
    waiting.addAndGet(-handed.getAndSet(0));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.latentmill.udf.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what it was given, the latest first. */
final class Owner implements AutoCloseable {
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();

  <T extends AutoCloseable> T keep(T closeable) {
    owned.push(closeable);
    return closeable;
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      closeOne(owned.pop());
    }
  }

  private static void closeOne(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.latentmill.job.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many reads of small objects, several at a time: on S3 one alone takes tens of milliseconds. */
final class Reads {
  private Reads() {}

  @FunctionalInterface
  interface Read<K, V> {
    V of(K key) throws IOException;
  }

  /** What each key reads as, in the order of the keys. With one at a time, in this thread. */
  static <K, V> List<V> all(List<K> keys, int atOnce, Read<K, V> read) throws IOException {
    if (atOnce == 1 || keys.size() < 2) {
      return oneByOne(keys, read);
    }
    ExecutorService readers = Executors.newFixedThreadPool(Math.min(atOnce, keys.size()));
    try {
      List<Future<V>> values = new ArrayList<>(keys.size());
      for (K key : keys) {
        values.add(readers.submit(() -> read.of(key)));
      }
      return oneByOne(values, Reads::await);
    } finally {
      readers.shutdownNow();
    }
  }

  private static <K, V> List<V> oneByOne(List<K> keys, Read<K, V> read) throws IOException {
    List<V> values = new ArrayList<>(keys.size());
    for (K key : keys) {
      values.add(read.of(key));
    }
    return values;
  }

  private static <V> V await(Future<V> value) throws IOException {
    try {
      return value.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof IOException cause) {
        throw cause;
      }
      if (failure.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IOException("Cannot read an object of the ledger", failure.getCause());
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while reading the ledger", interrupt);
    }
  }
}

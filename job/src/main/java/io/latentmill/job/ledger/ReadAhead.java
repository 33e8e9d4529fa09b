package io.latentmill.job.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;

/**
 * Goes through many small objects, a group at a time: one after another they would take minutes on
 * S3, all at once more memory than a driver has. What cannot be read ends the iteration with an
 * {@link UncheckedIOException}.
 */
final class ReadAhead<K, V> implements Iterator<V> {
  /** Groups as long as this many rounds of readers. */
  private static final int ROUNDS = 2;

  private final List<K> keys;
  private final int readers;
  private final Reads.Read<K, V> read;
  private final Queue<V> group = new ArrayDeque<>();
  private int taken;

  ReadAhead(List<K> keys, int readers, Reads.Read<K, V> read) {
    this.keys = keys;
    this.readers = readers;
    this.read = read;
  }

  @Override
  public boolean hasNext() {
    return !group.isEmpty() || taken < keys.size();
  }

  @Override
  public V next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (group.isEmpty()) {
      readGroup();
    }
    return group.remove();
  }

  private void readGroup() {
    int end = Math.min(keys.size(), taken + ROUNDS * readers);
    try {
      group.addAll(Reads.all(keys.subList(taken, end), readers, read));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure.getMessage(), failure);
    }
    taken = end;
  }
}

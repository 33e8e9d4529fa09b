package io.latentmill.job.duplicates;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a hash of 64 bits into bands, some of which hashes that differ in few bits must share:
 * {@code distance} wrong bits leave {@code shared} of {@code distance + shared} bands whole. Each
 * choice of so many bands makes a key, and two hashes that are close have one key in common at
 * least, so that nothing is missed.
 *
 * @param distance in bits
 * @param shared bands of a key
 */
record Bands(int distance, int shared) implements Serializable {
  private static final int BITS = Long.SIZE;

  /**
   * Hashes of one key that are compared with each other, about: more take longer than more keys.
   */
  private static final long CROWD = 4096;

  private static final int MOST_SHARED = 3;

  /** So many bands for a number of hashes that few hashes have a key in common. */
  static Bands of(int distance, long hashes) {
    int shared = 1;
    while (shared < MOST_SHARED && hashes >> keyBits(distance, shared) > CROWD) {
      shared++;
    }
    return new Bands(distance, shared);
  }

  private static int keyBits(int distance, int shared) {
    return BITS / (distance + shared) * shared;
  }

  /** All keys of a hash. The number of the choice keeps those of different bands apart. */
  long[] keys(long hash) {
    List<int[]> choices = new ArrayList<>();
    choose(new int[shared], 0, 0, choices);
    long[] keys = new long[choices.size()];
    for (int i = 0; i < keys.length; i++) {
      long key = i;
      for (int band : choices.get(i)) {
        key = key * 0x9e3779b97f4a7c15L + part(hash, band);
      }
      keys[i] = key;
    }
    return keys;
  }

  private void choose(int[] chosen, int count, int from, List<int[]> choices) {
    if (count == shared) {
      choices.add(chosen.clone());
      return;
    }
    for (int band = from; band < distance + shared; band++) {
      chosen[count] = band;
      choose(chosen, count + 1, band + 1, choices);
    }
  }

  /** Bands are equally wide, but for a bit. */
  private long part(long hash, int band) {
    int start = BITS * band / (distance + shared);
    int end = BITS * (band + 1) / (distance + shared);
    return hash << BITS - end >>> BITS - (end - start);
  }
}

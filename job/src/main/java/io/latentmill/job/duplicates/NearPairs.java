package io.latentmill.job.duplicates;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Compares the hashes that follow each other under one key, and answers pairs that are close: of
 * each group as many as hold it together.
 *
 * @param distance in bits
 */
record NearPairs(int distance) implements MapPartitionsFunction<Row, Row> {
  /** Of what is answered. */
  static final StructType PAIRS =
      new StructType().add("one", DataTypes.LongType).add("other", DataTypes.LongType);

  @Override
  public Iterator<Row> call(Iterator<Row> sorted) {
    return new Iterator<>() {
      private Iterator<Row> pairs = List.<Row>of().iterator();
      private Row next = sorted.hasNext() ? sorted.next() : null;

      @Override
      public boolean hasNext() {
        while (!pairs.hasNext() && next != null) {
          pairs = pairs(crowd()).iterator();
        }
        return pairs.hasNext();
      }

      @Override
      public Row next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return pairs.next();
      }

      private long[] crowd() {
        long key = next.getLong(0);
        long[] hashes = new long[8];
        int count = 0;
        while (next != null && next.getLong(0) == key) {
          hashes = count == hashes.length ? Arrays.copyOf(hashes, 2 * count) : hashes;
          hashes[count++] = next.getLong(1);
          next = sorted.hasNext() ? sorted.next() : null;
        }
        return Arrays.copyOf(hashes, count);
      }
    };
  }

  private List<Row> pairs(long[] hashes) {
    int[] parents = new int[hashes.length];
    Arrays.setAll(parents, i -> i);
    List<Row> pairs = new ArrayList<>();
    for (int i = 1; i < hashes.length; i++) {
      for (int k = 0; k < i; k++) {
        if (Long.bitCount(hashes[i] ^ hashes[k]) <= distance) {
          int one = root(parents, i);
          int other = root(parents, k);
          if (one != other) {
            parents[Math.max(one, other)] = Math.min(one, other);
            pairs.add(RowFactory.create(hashes[i], hashes[k]));
          }
        }
      }
    }
    return pairs;
  }

  private static int root(int[] parents, int node) {
    int root = node;
    while (parents[root] != root) {
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  }
}

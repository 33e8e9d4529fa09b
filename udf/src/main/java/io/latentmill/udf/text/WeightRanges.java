package io.latentmill.udf.text;

import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Brackets of one kind around pieces of a prompt, each with a factor. They nest in any depth; a
 * piece's weight is the product of the factors around it.
 */
final class WeightRanges {
  private record Range(int start, int end, double factor) {}

  private record Level(int end, double product) {}

  private final Deque<Integer> open = new ArrayDeque<>();
  private final List<Range> ranges = new ArrayList<>();

  /** A bracket opens before the piece of that number. */
  void open(int start) {
    open.push(start);
  }

  boolean isOpen() {
    return !open.isEmpty();
  }

  /** The innermost bracket closes before the piece of that number. */
  void close(int end, double factor) {
    add(open.pop(), end, factor);
  }

  /** A factor of its own for the pieces {@code start} to {@code end - 1}. */
  void add(int start, int end, double factor) {
    ranges.add(new Range(start, end, factor));
  }

  /** The product around each of {@code count} pieces. */
  double[] products(int count) {
    List<Range> outerFirst = new ArrayList<>(ranges);
    outerFirst.sort(
        Comparator.comparingInt(Range::start)
            .thenComparing(Comparator.comparingInt(Range::end).reversed()));
    double[] products = new double[count];
    Arrays.fill(products, 1);
    Deque<Level> levels = new ArrayDeque<>();
    levels.push(new Level(count, 1));
    int next = 0;
    for (int piece = 0; piece < count; piece++) {
      while (levels.peek().end() <= piece) {
        levels.pop();
      }
      for (; next < outerFirst.size() && outerFirst.get(next).start() == piece; next++) {
        Range range = outerFirst.get(next);
        if (range.end() > piece) {
          levels.push(new Level(range.end(), levels.peek().product() * range.factor()));
        }
      }
      products[piece] = finite(levels.peek().product());
    }
    return products;
  }

  private static double finite(double product) {
    if (Math.abs(product) > Float.MAX_VALUE) {
      throw LatentmillException.user("the prompt's weights multiply to %s", product);
    }
    return product;
  }
}

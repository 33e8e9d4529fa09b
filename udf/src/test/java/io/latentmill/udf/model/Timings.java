package io.latentmill.udf.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * How long the repetitions of one piece of work took.
 *
 * @param seconds of each repetition, in their order
 */
record Timings(List<Double> seconds) {

  /**
   * Takes turns: each piece of work runs once for warm-up and then once in every round, so that
   * what else the machine does meets all of them alike.
   *
   * @param works each runs once and says how many seconds it took
   * @return the timings of each
   */
  static List<Timings> alternate(int rounds, List<DoubleSupplier> works) {
    List<Timings> timings = works.stream().map(work -> new Timings(new ArrayList<>())).toList();
    for (int round = 0; round <= rounds; round++) {
      for (int i = 0; i < works.size(); i++) {
        double seconds = works.get(i).getAsDouble();
        if (round > 0) {
          timings.get(i).seconds.add(seconds);
        }
      }
    }
    return timings;
  }

  /** How long it takes to run once. */
  static double of(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) * 1e-9;
  }

  double median() {
    List<Double> sorted = new ArrayList<>(seconds);
    Collections.sort(sorted);
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** Median and range, and the rate at which {@code gigaflop} were done in the median. */
  String describe(double gigaflop) {
    return String.format(
        Locale.ROOT,
        "%8.3f s (%.3f to %.3f), %6.1f GFLOP/s",
        median(),
        Collections.min(seconds),
        Collections.max(seconds),
        gigaflop / median());
  }
}

package io.latentmill.job.sink.card;

/** Hugging Face's classes of data sets by their number of rows. */
final class SizeCategory {
  private static final String[] BOUNDS = {"1K", "10K", "100K", "1M", "10M", "100M", "1B"};

  private SizeCategory() {}

  static String of(long rows) {
    long bound = 1000;
    for (int i = 0; i < BOUNDS.length; i++) {
      if (rows < bound) {
        return i == 0 ? "n<1K" : BOUNDS[i - 1] + "<n<" + BOUNDS[i];
      }
      bound *= 10;
    }
    return "n>1B";
  }
}

package io.latentmill.udf.sampling;

/**
 * The order of each step of a multistep method: it grows as outputs are remembered, and falls at
 * the end of short runs, where a high order is unstable.
 *
 * @param order at most, 1..3
 * @param lowerAtEnd whether it falls at the end of runs below 15 steps
 * @param firstAtLast whether the last step is of order 1 in any case
 */
record MultistepOrder(int order, boolean lowerAtEnd, boolean firstAtLast) {
  private static final int SHORT = 15;

  /**
   * The order of a step.
   *
   * @param remaining steps, this one included
   * @param calls of the full schedule
   * @param remembered former outputs
   */
  int of(int remaining, int calls, int remembered) {
    if (remaining == 1 && firstAtLast) {
      return 1;
    }
    int atEnd = lowerAtEnd && calls < SHORT ? Math.min(order, remaining) : order;
    return Math.min(atEnd, remembered + 1);
  }
}

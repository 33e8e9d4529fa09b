package io.latentmill.udf.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * The orders of the steps of a singlestep method.
 *
 * @param order at most, 1..3
 * @param lowerAtEnd whether the orders fall at the end of a run
 * @param endsWithoutNoise a last step to no noise at all must be of order 1
 */
record SinglestepOrders(int order, boolean lowerAtEnd, boolean endsWithoutNoise) {
  /** The order of each step; they rise from 1 to the highest, again and again. */
  List<Integer> of(int steps) {
    List<Integer> orders = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      orders.add(step % order + 1);
    }
    if (endsWithoutNoise || (lowerAtEnd && steps % order == 0)) {
      orders.set(steps - 1, 1);
    }
    return orders;
  }
}

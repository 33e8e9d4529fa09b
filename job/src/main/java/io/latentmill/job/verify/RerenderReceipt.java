package io.latentmill.job.verify;

import java.io.Serializable;
import java.util.ArrayList;

/**
 * What rendering some of a shard's rows again came to.
 *
 * @param rows how many
 * @param identical whose pixels are all the same
 * @param largest difference of a pixel's channel
 * @param findings rows that are not what they were
 */
record RerenderReceipt(long rows, long identical, int largest, ArrayList<String> findings)
    implements Serializable {
  static RerenderReceipt none() {
    return new RerenderReceipt(0, 0, 0, new ArrayList<>());
  }

  RerenderReceipt plus(RerenderReceipt other) {
    ArrayList<String> all = new ArrayList<>(findings);
    all.addAll(other.findings);
    return new RerenderReceipt(
        rows + other.rows, identical + other.identical, Math.max(largest, other.largest), all);
  }
}

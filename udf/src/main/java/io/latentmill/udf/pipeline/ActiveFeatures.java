package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * A T2I-Adapter's features at work on one batch.
 *
 * @param maps one a level, [B, C, h, w]
 * @param calls of the network, from the first, in which they are added
 */
record ActiveFeatures(NDList maps, int calls) {
  /** The sums of what is added in a call; empty: nothing. */
  static NDList sum(List<ActiveFeatures> all, int call) {
    NDList sum = new NDList();
    for (ActiveFeatures one : all) {
      if (call < one.calls()) {
        sum = sum.isEmpty() ? one.maps() : Denoiser.sum(sum, one.maps());
      }
    }
    return sum;
  }
}

package io.latentmill.udf.training;

import ai.djl.ndarray.NDManager;
import io.latentmill.udf.training.network.Batch;

/** Makes a batch when its turn comes. */
@FunctionalInterface
public interface BatchSource {
  /**
   * Makes the batch.
   *
   * @param scope owns its arrays, and lives as long as the batch is used
   */
  Batch batch(NDManager scope);
}

package io.latentmill.udf.training.part;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.model.Slots;
import io.latentmill.udf.training.network.TrainedNetworks;

/** Something that can be trained beside a pipeline's networks. Whoever made it closes it. */
public sealed interface TrainedPart extends AutoCloseable
    permits LoraPart, InversionPart, ControlNetPart, FullPart {
  /** Its tensors, in the order in which they stand in the flat vector. */
  Slots slots();

  /** What training starts from: a new flat float32 vector that {@code manager} owns. */
  NDArray initial(NDManager manager, long seed);

  /**
   * The networks with these values in place. In gradient mode gradients flow back to the vector.
   * The result is good until the next call.
   */
  TrainedNetworks place(NDArray flat);

  /** Whether captions must be encoded at every step. */
  boolean trainsText();

  @Override
  void close();
}

package io.latentmill.udf.training.part;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.latentmill.udf.model.Slots;
import java.util.function.BiFunction;

/** Whole tensors in one flat vector. */
final class NetworkTensors {
  private NetworkTensors() {}

  /**
   * One after the other, as float32.
   *
   * @param read gives a tensor by its name, in a scope
   */
  static NDArray flat(NDManager manager, Slots slots, BiFunction<NDManager, String, NDArray> read) {
    try (NDManager scope = manager.newSubManager()) {
      NDList parts = new NDList();
      for (String name : slots.shapes().keySet()) {
        parts.add(read.apply(scope, name).toType(DataType.FLOAT32, false).flatten());
      }
      NDArray flat = NDArrays.concat(parts, 0);
      flat.attach(manager);
      return flat;
    }
  }
}

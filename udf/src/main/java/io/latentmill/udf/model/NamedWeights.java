package io.latentmill.udf.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.weights.TensorInfo;
import io.latentmill.udf.weights.TensorSource;
import io.latentmill.udf.weights.lora.LoraDelta;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights of a loaded network as adapters change them. The first change of a weight keeps a
 * copy of it on the host, from which {@link #restore} brings it back bit by bit. Closing frees the
 * copies; the network stays the pipeline's.
 */
public final class NamedWeights implements AutoCloseable {
  private final ScriptModule module;
  private final NDManager host = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final Map<String, NDArray> originals = new HashMap<>();
  private final Map<String, NDArray> changed = new LinkedHashMap<>();

  NamedWeights(ScriptModule module) {
    this.module = module;
  }

  /**
   * Adds a LoRA's change to its weight.
   *
   * @param tensors what the delta's matrices are read from
   * @param strength factor of the whole change, the file's own scale included
   */
  public void merge(LoraDelta delta, TensorSource tensors, double strength) {
    String name = delta.target();
    changed.put(name, originals.computeIfAbsent(name, key -> module.tensor(host, "saved", key)));
    try (NDManager scope = host.newSubManager()) {
      NDArray up = read(scope, tensors, delta.up());
      NDArray down = read(scope, tensors, delta.down());
      NDList mid = new NDList();
      delta.mid().ifPresent(info -> mid.add(read(scope, tensors, info)));
      module.call("merge", name, up, down, mid, strength);
    }
  }

  private static NDArray read(NDManager scope, TensorSource tensors, TensorInfo info) {
    return Tensors.of(scope, info, tensors.read(info.name()));
  }

  /** Undoes all changes. */
  public void restore() {
    changed.forEach((name, original) -> module.call("restore", name, original));
    changed.clear();
  }

  @Override
  public void close() {
    host.close();
  }
}

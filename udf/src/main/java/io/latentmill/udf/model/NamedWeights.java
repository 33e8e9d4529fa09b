package io.latentmill.udf.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.weights.TensorInfo;
import io.latentmill.udf.weights.TensorSource;
import io.latentmill.udf.weights.lora.Factors;
import io.latentmill.udf.weights.lora.LoraDelta;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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
    NDArray original = originals.computeIfAbsent(name, key -> module.tensor(host, "saved", key));
    changed.put(name, original);
    try (NDManager scope = host.newSubManager()) {
      List<NDList> factors =
          delta.factors().stream().map(factor -> read(scope, tensors, factor)).toList();
      NDList magnitude = new NDList();
      delta
          .magnitude()
          .ifPresent(own -> magnitude.add(lengths(read(scope, tensors, own.lengths()), own)));
      module.call(
          "merge",
          name,
          delta.kind().label(),
          factors.get(0),
          factors.size() > 1 ? factors.get(1) : new NDList(),
          magnitude,
          original,
          strength);
    }
  }

  private static NDList read(NDManager scope, TensorSource tensors, Factors factors) {
    NDArray left = read(scope, tensors, factors.left());
    NDList parts = new NDList(factors.isLeftTransposed() ? left.transpose() : left);
    factors.right().ifPresent(info -> parts.add(read(scope, tensors, info)));
    factors.core().ifPresent(info -> parts.add(read(scope, tensors, info)));
    return parts;
  }

  private static NDArray read(NDManager scope, TensorSource tensors, TensorInfo info) {
    return Tensors.of(scope, info, tensors.read(info.name()));
  }

  /** [out, 1] for outputs, [1, in] for inputs. */
  private static NDArray lengths(NDArray values, LoraDelta.Magnitude magnitude) {
    return magnitude.ofOutputs() ? values.reshape(-1, 1) : values.reshape(1, -1);
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

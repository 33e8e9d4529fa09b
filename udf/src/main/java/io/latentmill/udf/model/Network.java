package io.latentmill.udf.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.torch.ScriptArchive;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.weights.TensorInfo;
import io.latentmill.udf.weights.TensorSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/** How every network comes to its weights. */
final class Network {
  private Network() {}

  /**
   * Compiles a network's script and streams its weights to the device, one tensor at a time through
   * one buffer.
   *
   * @param layout the tensors that the network's configuration asks for; others of the source are
   *     left unread
   */
  static ScriptModule load(
      ScriptArchive archive, TensorLayout layout, TensorSource weights, Placement placement) {
    layout.check(weights);
    ScriptModule module = ScriptModule.load(Scripts.placed(archive, placement), placement.device());
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      stream(module, layout.names(), weights, manager, placement.type());
      return module;
    } catch (RuntimeException e) {
      module.close();
      throw e;
    }
  }

  private static void stream(
      ScriptModule module,
      Set<String> names,
      TensorSource weights,
      NDManager manager,
      ComputeType type) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(largest(names, weights)).order(ByteOrder.LITTLE_ENDIAN);
    for (String name : weights.names()) {
      if (names.contains(name)) {
        TensorInfo info = weights.info(name);
        weights.read(name, 0, buffer.clear().limit((int) info.bytes()));
        try (NDArray tensor = Tensors.of(manager, info, buffer.flip())) {
          module.call("put", name, tensor, type.scalarType());
        }
      }
    }
  }

  private static int largest(Set<String> names, TensorSource weights) {
    int largest = 0;
    for (String name : names) {
      largest = Math.max(largest, weights.bufferLength(name));
    }
    return largest;
  }
}

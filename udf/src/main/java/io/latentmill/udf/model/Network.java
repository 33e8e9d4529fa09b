package io.latentmill.udf.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.torch.ScriptArchive;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.weights.TensorInfo;
import io.latentmill.udf.weights.TensorSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Set;

/** How every network comes to its weights. */
final class Network {
  private Network() {}

  /**
   * Compiles a network's script, streams its weights to the device, one tensor at a time through
   * one buffer, and prepares it.
   *
   * @param layout the tensors that the network's configuration asks for; others of the source are
   *     left unread
   */
  static ScriptModule load(
      ScriptArchive archive, TensorLayout layout, TensorSource weights, Placement placement) {
    layout.check(weights);
    ScriptModule module = compiled(archive, placement);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      stream(module, layout.names(), weights, manager, placement.type());
      prepare(module);
      return module;
    } catch (RuntimeException e) {
      module.close();
      throw e;
    }
  }

  /**
   * A network that shares another's tensors.
   *
   * @param names the other's tensors; those that have a slot are left out
   * @param slots what is trained instead of, or beside, the other's tensors
   * @param loraScale the factor before changes of low rank
   */
  static ScriptModule sharing(
      ScriptArchive archive,
      ScriptModule other,
      Set<String> names,
      Slots slots,
      double loraScale,
      Placement placement) {
    ScriptModule module = empty(archive, slots, placement);
    try (NDManager manager = NDManager.newBaseManager(placement.device(), Torch.ENGINE)) {
      for (String name : names) {
        if (!slots.has(name)) {
          module.call("share", name, other.tensor(manager, "weight", name));
        }
      }
      put(module, "lora_scale", manager.create((float) loraScale), ComputeType.FLOAT32);
      return module;
    } catch (RuntimeException e) {
      module.close();
      throw e;
    }
  }

  /** A network all of whose tensors are trained. */
  static ScriptModule empty(ScriptArchive archive, Slots slots, Placement placement) {
    ScriptModule module = compiled(archive, placement);
    slots.shapes().forEach((name, shape) -> module.call("slot", name, shape));
    return module;
  }

  /** Has a script make its layers of its weights, and fuse what it can; see {@code nn.py}. */
  static void prepare(ScriptModule module) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      module.define("prepare", Map.of("unused", manager.create(0)));
    }
  }

  private static ScriptModule compiled(ScriptArchive archive, Placement placement) {
    return ScriptModule.load(Scripts.placed(archive, placement), placement.device());
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
          put(module, name, tensor, type);
        }
      }
    }
  }

  /** Has a network keep a copy of a tensor, on its own device. */
  static void put(ScriptModule module, String name, NDArray tensor, ComputeType type) {
    try (NDManager device = tensor.getManager().newSubManager(module.device())) {
      NDArray dtype = device.create((long) type.scalarType());
      module.define("put", Map.of(name, tensor, "dtype", dtype));
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

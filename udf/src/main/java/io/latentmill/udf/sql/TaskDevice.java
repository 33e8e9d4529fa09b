package io.latentmill.udf.sql;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.torch.Torch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * The device a task runs on.
 *
 * @param device where tensors live
 * @param address the GPU address that Spark assigned to the task; the device's own number, but on a
 *     machine whose addresses are mapped to the CPU on purpose
 */
public record TaskDevice(Device device, Optional<String> address) {

  /**
   * The device of the running task: the GPU that Spark's resource scheduling assigned; without
   * such, the first GPU there is; without any, the CPU.
   *
   * @param cpuOnly take the CPU whatever is assigned or there
   * @throws LatentmillException (resource) if the assigned GPU is not there
   */
  public static TaskDevice of(TaskContext task, boolean cpuOnly) {
    Optional<String> address = address(task);
    if (cpuOnly) {
      return new TaskDevice(Device.cpu(), address);
    }
    Torch.configure();
    int gpus = Engine.getEngine(Torch.ENGINE).getGpuCount();
    if (address.isEmpty()) {
      return new TaskDevice(gpus > 0 ? Device.gpu(0) : Device.cpu(), address);
    }
    return new TaskDevice(Device.gpu(number(address.get(), gpus)), address);
  }

  /**
   * Tries out what tasks of this process will need: libtorch, and every GPU that Spark assigned to
   * the process.
   *
   * @param addresses of GPUs; none: the first GPU there is, else the CPU
   * @param cpuOnly take the CPU whatever is assigned or there
   * @throws LatentmillException naming what is missing or does not work
   */
  public static void check(List<String> addresses, boolean cpuOnly) {
    Torch.configure();
    if (cpuOnly) {
      return;
    }
    int gpus = Engine.getEngine(Torch.ENGINE).getGpuCount();
    addresses.forEach(address -> check(Device.gpu(number(address, gpus))));
    if (addresses.isEmpty() && gpus > 0) {
      check(Device.gpu(0));
    }
  }

  /** A GPU that has fallen off the bus is counted all the same. */
  private static void check(Device device) {
    try (NDManager manager = NDManager.newBaseManager(device, Torch.ENGINE)) {
      manager.ones(new Shape(1)).toFloatArray();
    } catch (RuntimeException e) {
      throw new LatentmillException(
          FailureKind.RESOURCE,
          "Cannot compute on gpu %d: %s".formatted(device.getDeviceId(), e.getMessage()),
          e);
    }
  }

  private static Optional<String> address(TaskContext task) {
    Map<String, ResourceInformation> resources = task.resourcesJMap();
    return Optional.ofNullable(resources.get("gpu")).map(gpu -> gpu.addresses()[0]);
  }

  private static int number(String address, int gpus) {
    int number = address.matches("\\d{1,4}") ? Integer.parseInt(address) : Integer.MAX_VALUE;
    if (number >= gpus) {
      throw new LatentmillException(
          FailureKind.RESOURCE,
          "Cannot run on gpu %s that Spark assigned: libtorch sees %d GPUs here; --device cpu runs"
                  .formatted(address, gpus)
              + " on the CPU all the same");
    }
    return number;
  }

  /** For telemetry: {@code cuda:1}, {@code cpu}, or {@code cpu for gpu 1}. */
  public String label() {
    if (device.isGpu()) {
      return "cuda:" + device.getDeviceId();
    }
    return address.map(gpu -> "cpu for gpu " + gpu).orElse("cpu");
  }
}

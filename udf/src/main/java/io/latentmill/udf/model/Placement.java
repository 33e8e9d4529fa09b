package io.latentmill.udf.model;

import ai.djl.Device;
import io.latentmill.udf.torch.ComputeType;

/**
 * Where a network lives and in what it computes.
 *
 * @param device always explicit
 * @param type of weights and activations
 */
public record Placement(Device device, ComputeType type) {
  /** The customary types: float16 on a GPU, float32 on the CPU. */
  public static Placement customary(Device device) {
    return new Placement(device, device.isGpu() ? ComputeType.FLOAT16 : ComputeType.FLOAT32);
  }
}

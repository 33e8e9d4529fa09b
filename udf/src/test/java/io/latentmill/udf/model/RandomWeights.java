package io.latentmill.udf.model;

import io.latentmill.udf.weights.DType;
import io.latentmill.udf.weights.SafetensorsWriter;
import io.latentmill.udf.weights.TensorInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Weights for a network of any size, the same on every machine. Matrices and kernels keep the
 * variance of what passes through them, so that activations stay finite at any depth.
 */
final class RandomWeights {
  private RandomWeights() {}

  /** Writes a float32 safetensors file of a layout's tensors, unless it is there. */
  static void write(TensorLayout layout, Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    SafetensorsWriter writer = new SafetensorsWriter();
    for (String name : layout.names()) {
      TensorInfo info = new TensorInfo(name, DType.F32, layout.shape(name));
      writer.add(info, buffer -> fill(info, buffer));
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    try (OutputStream stream = Files.newOutputStream(unfinished)) {
      writer.write(stream);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void fill(TensorInfo info, ByteBuffer buffer) {
    boolean scale = info.shape().length == 1 && info.name().endsWith(".weight");
    float centre = scale ? 1 : 0;
    float bound = (float) Math.sqrt(3.0 / fanIn(info.shape()));
    SplittableRandom random = new SplittableRandom(info.name().hashCode());
    while (buffer.hasRemaining()) {
      buffer.putFloat(centre + bound * (2 * random.nextFloat() - 1));
    }
  }

  /** How many inputs each output sums over; scales and shifts, which sum none, stay small. */
  private static long fanIn(long[] shape) {
    return shape.length == 1 ? 1000 : Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
  }
}

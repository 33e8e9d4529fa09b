package io.latentmill.udf.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.latentmill.udf.model.Slots;
import io.latentmill.udf.torch.GradientMode;

/**
 * Everything that is trained, in one flat float32 vector that gradients gather at. Not thread-safe;
 * closing it frees the vector.
 *
 * @param slots which tensors stand in it, in order
 */
public record Parameters(Slots slots, NDArray values) implements AutoCloseable {
  public Parameters {
    GradientMode.watch(values);
  }

  /** The elements of one tensor, in row-major order. */
  public float[] read(String name) {
    return read(values, name);
  }

  /** The elements of one tensor in a vector that is laid out as this one. */
  public float[] read(NDArray vector, String name) {
    try (NDArray part = vector.get(range(name))) {
      return part.toFloatArray();
    }
  }

  /** Overwrites one tensor. */
  public void write(String name, float[] elements) {
    write(values, name, elements);
  }

  /** Overwrites one tensor in a vector that is laid out as this one. */
  public void write(NDArray vector, String name, float[] elements) {
    try (NDArray part = vector.getManager().create(elements)) {
      vector.set(range(name), part);
    }
  }

  private NDIndex range(String name) {
    long start = 0;
    for (String other : slots.shapes().keySet()) {
      if (other.equals(name)) {
        return new NDIndex().addSliceDim(start, start + slots.size(name));
      }
      start += slots.size(other);
    }
    throw new IllegalArgumentException("Nothing named " + name + " is trained");
  }

  @Override
  public void close() {
    values.close();
  }
}

package io.latentmill.udf.weights;

import java.util.Arrays;

/**
 * What is known of a tensor without reading it.
 *
 * @param name in the source that gave it
 * @param dtype of its elements
 * @param shape empty for a scalar; not copied, never to be written to
 */
public record TensorInfo(String name, DType dtype, long[] shape) {

  /** The number of elements. Cannot overflow: the header that declared the shape was checked. */
  public long elements() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** The number of bytes the elements take, one after another. */
  public long bytes() {
    return elements() * dtype.bytes();
  }

  /** The same tensor under another name and shape. */
  TensorInfo as(String newName, long... newShape) {
    return new TensorInfo(newName, dtype, newShape);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorInfo info
        && name.equals(info.name)
        && dtype == info.dtype
        && Arrays.equals(shape, info.shape);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * name.hashCode() + dtype.hashCode()) + Arrays.hashCode(shape);
  }

  /** As messages show it: {@code conv_in.weight F16 [320, 4, 3, 3]}. */
  @Override
  public String toString() {
    return name + " " + dtype + " " + Arrays.toString(shape);
  }
}

package io.latentmill.udf.weights;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The tensors of two sources as of one. Closing it closes both.
 *
 * @param first wins where both have a name
 */
record JoinedTensors(TensorSource first, TensorSource second) implements TensorSource {
  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>(first.names());
    names.addAll(second.names());
    return names;
  }

  private TensorSource of(String name) {
    return first.has(name) ? first : second;
  }

  @Override
  public TensorInfo info(String name) {
    return of(name).info(name);
  }

  @Override
  public void read(String name, long offset, ByteBuffer target) {
    of(name).read(name, offset, target);
  }

  @Override
  public String describe() {
    return first.describe();
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}

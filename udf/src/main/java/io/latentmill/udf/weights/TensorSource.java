package io.latentmill.udf.weights;

import io.latentmill.udf.request.LatentmillException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * Named tensors that are read one at a time, so that a checkpoint never stands in memory twice.
 * Reads are positioned and may run from several threads. Whoever opened a source closes it; a view
 * closes what it looks at.
 */
public interface TensorSource extends AutoCloseable {
  /** All names, in the order in which reading is cheapest. */
  Set<String> names();

  /**
   * What is known of a tensor.
   *
   * @throws LatentmillException (model) when there is none of that name
   */
  TensorInfo info(String name);

  /**
   * Reads bytes of a tensor, little-endian elements in row-major order.
   *
   * @param offset of the first byte, within the tensor
   * @param target filled from its position to its limit
   * @throws LatentmillException (model) when the file ends early or there is none of that name,
   *     (resource) when the storage fails
   */
  void read(String name, long offset, ByteBuffer target);

  /** Where the tensors come from, for messages: the path of a file or an index. */
  String describe();

  @Override
  void close();

  /** Whether there is a tensor of that name. */
  default boolean has(String name) {
    return names().contains(name);
  }

  /**
   * Reads a whole tensor into a new direct buffer, little-endian, ready to be read. Whoever loads
   * many tensors takes {@link #read(String, long, ByteBuffer)} with one buffer for all, since
   * direct memory is only given back by the garbage collector.
   */
  default ByteBuffer read(String name) {
    ByteBuffer target =
        ByteBuffer.allocateDirect(bufferLength(name)).order(ByteOrder.LITTLE_ENDIAN);
    read(name, 0, target);
    return target.flip();
  }

  /**
   * The bytes of a buffer for a whole tensor.
   *
   * @throws LatentmillException (model) when no buffer holds so many
   */
  default int bufferLength(String name) {
    long bytes = info(name).bytes();
    if (bytes > Integer.MAX_VALUE) {
      throw LatentmillException.model(
          "Cannot read tensor %s in %s: %d bytes are more than 2 GiB", name, describe(), bytes);
    }
    return (int) bytes;
  }
}

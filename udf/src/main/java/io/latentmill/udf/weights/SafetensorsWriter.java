package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Writes a safetensors file of tensors in the order they were added. The same tensors give the same
 * bytes.
 */
public final class SafetensorsWriter {
  /** The format's reference implementation aligns the data so. */
  private static final int ALIGNMENT = 8;

  private record Tensor(TensorInfo info, Consumer<ByteBuffer> values) {}

  private final List<Tensor> tensors = new ArrayList<>();
  private final Map<String, String> metadata = new TreeMap<>();

  /** Adds a string under {@code __metadata__}. */
  public SafetensorsWriter metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /** Adds float32 values in row-major order, which are not copied. */
  public SafetensorsWriter add(String name, float[] values, long... shape) {
    return add(
        new TensorInfo(name, DType.F32, shape),
        values.length,
        buffer -> buffer.asFloatBuffer().put(values));
  }

  /** Adds int64 values in row-major order, which are not copied. */
  public SafetensorsWriter add(String name, long[] values, long... shape) {
    return add(
        new TensorInfo(name, DType.I64, shape),
        values.length,
        buffer -> buffer.asLongBuffer().put(values));
  }

  private SafetensorsWriter add(TensorInfo info, int count, Consumer<ByteBuffer> values) {
    if (info.elements() != count) {
      throw new IllegalArgumentException(count + " values do not make " + info);
    }
    return add(info, values);
  }

  /**
   * Adds a tensor that need not stand in memory: {@code values} puts its elements into a
   * little-endian buffer of their size when the file is written.
   */
  public SafetensorsWriter add(TensorInfo info, Consumer<ByteBuffer> values) {
    tensors.add(new Tensor(info, values));
    return this;
  }

  /** Writes the file. The caller closes the stream. */
  public void write(OutputStream stream) throws IOException {
    byte[] header = header();
    stream.write(buffer(Long.BYTES).putLong(header.length).array());
    stream.write(header);
    for (Tensor tensor : tensors) {
      ByteBuffer bytes = buffer((int) tensor.info().bytes());
      tensor.values().accept(bytes);
      stream.write(bytes.array());
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private byte[] header() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode header = mapper.createObjectNode();
    if (!metadata.isEmpty()) {
      header.set("__metadata__", mapper.valueToTree(metadata));
    }
    long offset = 0;
    for (Tensor tensor : tensors) {
      ObjectNode entry = header.putObject(tensor.info().name());
      entry.put("dtype", tensor.info().dtype().name());
      entry.set("shape", mapper.valueToTree(tensor.info().shape()));
      long end = offset + tensor.info().bytes();
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] json = mapper.writeValueAsBytes(header);
    byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }
}

package io.latentmill.udf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A reference file of {@code goldens/} in memory. It is read without the product's own safetensors
 * reader, so that references come from outside.
 */
public final class GoldenTensors {
  private final ByteBuffer data;
  private final JsonNode header;

  private GoldenTensors(ByteBuffer data, JsonNode header) {
    this.data = data;
    this.header = header;
  }

  /** The folder of the references. */
  public static Path folder() {
    return Path.of(System.getProperty("latentmill.goldens"));
  }

  /** Reads {@code goldens/RELATIVE}, a safetensors file. */
  public static GoldenTensors read(String relative) {
    return read(folder().resolve(relative));
  }

  /** Reads a safetensors file. */
  public static GoldenTensors read(Path path) {
    try {
      ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path));
      byte[] json = new byte[(int) file.order(ByteOrder.LITTLE_ENDIAN).getLong()];
      file.get(json);
      return new GoldenTensors(
          file.slice().order(ByteOrder.LITTLE_ENDIAN), new ObjectMapper().readTree(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean has(String name) {
    return header.has(name);
  }

  /** The names of all tensors. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    header.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** A float32 tensor in row-major order. */
  public float[] floats(String name) {
    ByteBuffer bytes = bytes(name, "F32");
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** A float64 tensor in row-major order. */
  public double[] doubles(String name) {
    ByteBuffer bytes = bytes(name, "F64");
    double[] values = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(values);
    return values;
  }

  /** An int64 tensor in row-major order. */
  public long[] longs(String name) {
    ByteBuffer bytes = bytes(name, "I64");
    long[] values = new long[bytes.remaining() / Long.BYTES];
    bytes.asLongBuffer().get(values);
    return values;
  }

  /** An int32 tensor in row-major order. */
  public int[] ints(String name) {
    ByteBuffer bytes = bytes(name, "I32");
    int[] values = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(values);
    return values;
  }

  private ByteBuffer bytes(String name, String dtype) {
    JsonNode tensor = header.get(name);
    if (tensor == null || !tensor.get("dtype").asText().equals(dtype)) {
      throw new IllegalArgumentException("no " + dtype + " tensor " + name + ": " + tensor);
    }
    int start = tensor.get("data_offsets").get(0).asInt();
    int end = tensor.get("data_offsets").get(1).asInt();
    return data.slice(start, end - start).order(ByteOrder.LITTLE_ENDIAN);
  }
}

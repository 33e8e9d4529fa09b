package io.latentmill.udf.sampling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * References drawn from diffusers: JSON cases, and the float tensors of a small safetensors file.
 */
final class Golden {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ByteBuffer data;
  private final JsonNode header;

  private Golden(ByteBuffer data, JsonNode header) {
    this.data = data;
    this.header = header;
  }

  static Path root() {
    return Path.of(System.getProperty("latentmill.goldens"));
  }

  static JsonNode json(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<JsonNode> cases(Path file) {
    return StreamSupport.stream(json(file).get("cases").spliterator(), false).toList();
  }

  static Golden tensors(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      byte[] header = new byte[(int) bytes.getLong()];
      bytes.get(header);
      return new Golden(
          bytes.slice().order(ByteOrder.LITTLE_ENDIAN),
          parse(new String(header, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(String name) {
    return header.has(name);
  }

  /** A float32 or float64 tensor, flat. */
  double[] values(String name) {
    JsonNode entry = header.get(name);
    boolean wide = entry.get("dtype").asText().equals("F64");
    int width = wide ? Double.BYTES : Float.BYTES;
    int begin = entry.get("data_offsets").get(0).asInt();
    int count = (entry.get("data_offsets").get(1).asInt() - begin) / width;
    return IntStream.range(0, count)
        .mapToDouble(
            i -> wide ? data.getDouble(begin + i * width) : data.getFloat(begin + i * width))
        .toArray();
  }

  float[] floats(String name) {
    double[] values = values(name);
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}

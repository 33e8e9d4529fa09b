package io.latentmill.udf.weights;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes well-formed safetensors files of any size; what is not given is zero and takes no disk. */
public final class TensorFile {
  private final Map<String, String> metadata = new HashMap<>();
  private final List<String> declared = new ArrayList<>();
  private final Map<Long, byte[]> data = new HashMap<>();
  private long end;

  public TensorFile metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  public TensorFile add(String name, DType dtype, long... shape) {
    long begin = end;
    end += new TensorInfo(name, dtype, shape).bytes();
    declared.add(
        "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
            .formatted(name, dtype, Arrays.toString(shape), begin, end));
    return this;
  }

  /** A tensor whose bytes are given. */
  public TensorFile add(String name, DType dtype, byte[] bytes, long... shape) {
    data.put(end, bytes);
    return add(name, dtype, shape);
  }

  public Path write(Path path) {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      byte[] header = header().getBytes(StandardCharsets.UTF_8);
      file.writeLong(Long.reverseBytes(header.length));
      file.write(header);
      long start = file.getFilePointer();
      file.setLength(start + end);
      for (Map.Entry<Long, byte[]> bytes : data.entrySet()) {
        file.seek(start + bytes.getKey());
        file.write(bytes.getValue());
      }
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String header() {
    String strings =
        metadata.entrySet().stream()
            .map(e -> "\"%s\":\"%s\"".formatted(e.getKey(), e.getValue().replace("\"", "\\\"")))
            .collect(Collectors.joining(",", "\"__metadata__\":{", "}"));
    return "{" + strings + "," + String.join(",", declared) + "}";
  }
}

package io.latentmill.udf.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Files that tests make, and the references. */
public final class Fixtures {
  public static final Configuration HADOOP = new Configuration(false);

  private Fixtures() {}

  public static Path goldens(String relative) {
    return GoldenTensors.folder().resolve(relative);
  }

  public static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toString());
  }

  /** A safetensors file's bytes: length, header, data of as many bytes counting up. */
  public static byte[] safetensors(String header, int dataBytes) {
    return safetensors(header.getBytes(UTF_8), dataBytes);
  }

  public static byte[] safetensors(byte[] header, int dataBytes) {
    ByteBuffer file =
        ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length).put(header);
    for (int i = 0; i < dataBytes; i++) {
      file.put((byte) i);
    }
    return file.array();
  }

  /** A header of F16 vectors, one after another, with the number of elements of each. */
  public static String header(Map<String, Integer> vectors) {
    int[] offset = {0};
    return vectors.entrySet().stream()
        .map(
            vector -> {
              int begin = offset[0];
              offset[0] += 2 * vector.getValue();
              return "\"%s\":{\"dtype\":\"F16\",\"shape\":[%d],\"data_offsets\":[%d,%d]}"
                  .formatted(vector.getKey(), vector.getValue(), begin, offset[0]);
            })
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** A file of vectors of one element each. */
  public static void writeVectors(Path file, String... names) {
    Map<String, Integer> vectors =
        Arrays.stream(names)
            .collect(
                Collectors.toMap(
                    name -> name, name -> 1, (a, b) -> a, java.util.LinkedHashMap::new));
    write(file, safetensors(header(vectors), 2 * names.length));
  }

  public static Path write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path write(Path file, String text) {
    return write(file, text.getBytes(UTF_8));
  }

  public static byte[] bytes(TensorSource source, String name) {
    ByteBuffer buffer = source.read(name);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  /** Asserts a failure of kind MODEL with exactly this message. */
  public static void assertModelFailure(ThrowingCallable call, String format, Object... arguments) {
    Assertions.assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            LatentmillException.class,
            e -> {
              Assertions.assertThat(e).hasMessage(String.format(format, arguments));
              Assertions.assertThat(e.kind()).isEqualTo(FailureKind.MODEL);
            });
  }
}

package io.latentmill.udf.weights;

import static io.latentmill.udf.weights.Fixtures.HADOOP;
import static io.latentmill.udf.weights.Fixtures.assertModelFailure;
import static io.latentmill.udf.weights.Fixtures.hadoop;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in other containers than safetensors are named for what they are. */
class ForeignContainersTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"PK\u0003\u0004", "\u0080\u0002", "\u0080\u0004"})
  void aPickleIsNeverOpened(String beginning) {
    Path file = write("model.safetensors", beginning);
    assertModelFailure(
        () -> SafetensorsFile.open(hadoop(file), HADOOP),
        "Cannot read %s: it is pickled Python, which may run any code and is never opened; take the"
            + " model's safetensors files, or convert it with"
            + " save_pretrained(safe_serialization=True)",
        file);
  }

  @Test
  void ggufIsRefusedByItsName() {
    Path file = write("model.gguf", "GGUF\u0003");
    assertModelFailure(
        () -> SafetensorsFile.open(hadoop(file), HADOOP),
        "Cannot read %s: it is GGUF, whose quantised weights do not run here; take the model's"
            + " safetensors files",
        file);
  }

  /** A header of 0x280 bytes: the file begins as a pickle of protocol 2 does. */
  @Test
  void aHeaderWhoseLengthBeginsLikeAPickleIsRead() {
    String header = "{\"t\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}";
    byte[] padded = (header + " ".repeat(0x280 - header.length())).getBytes(UTF_8);
    Path file = Fixtures.write(folder.resolve("t.safetensors"), Fixtures.safetensors(padded, 1));
    try (SafetensorsFile tensors = SafetensorsFile.open(hadoop(file), HADOOP)) {
      assertThat(tensors.names()).containsExactly("t");
    }
  }

  private Path write(String name, String beginning) {
    byte[] bytes = new byte[64];
    for (int i = 0; i < beginning.length(); i++) {
      bytes[i] = (byte) beginning.charAt(i);
    }
    return Fixtures.write(folder.resolve(name), bytes);
  }
}

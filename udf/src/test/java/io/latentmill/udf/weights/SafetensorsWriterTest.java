package io.latentmill.udf.weights;

import static io.latentmill.udf.weights.Fixtures.HADOOP;
import static io.latentmill.udf.weights.Fixtures.hadoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
  @TempDir Path folder;

  @Test
  void writesWhatTheReaderReads() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new SafetensorsWriter()
        .add("latents", new float[] {1.5f, -2, 0, 4}, 1, 4)
        .add("token_ids", new long[] {49406, -1}, 1, 2)
        .write(bytes);
    assertThat(bytes.toString(StandardCharsets.ISO_8859_1).substring(8))
        .startsWith(
            "{\"latents\":{\"dtype\":\"F32\",\"shape\":[1,4],\"data_offsets\":[0,16]},"
                + "\"token_ids\":{\"dtype\":\"I64\",\"shape\":[1,2],\"data_offsets\":[16,32]}}");
    Path file = Fixtures.write(folder.resolve("x.safetensors"), bytes.toByteArray());
    try (SafetensorsFile tensors = SafetensorsFile.open(hadoop(file), HADOOP)) {
      assertThat(Floats.read(tensors, "latents")).containsExactly(1.5f, -2, 0, 4);
      assertThat(tensors.read("token_ids").getLong(8)).isEqualTo(-1);
    }
  }

  @Test
  void refusesAShapeThatTheValuesDoNotFill() {
    assertThatThrownBy(() -> new SafetensorsWriter().add("a", new float[3], 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 values do not make a F32 [2, 2]");
  }
}

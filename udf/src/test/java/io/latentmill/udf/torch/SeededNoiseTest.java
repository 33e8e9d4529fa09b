package io.latentmill.udf.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.GoldenTensors;
import java.io.IOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SeededNoiseTest {
  private static final GoldenTensors REFERENCE = GoldenTensors.read("noise/noise.safetensors");

  static Stream<JsonNode> cases() throws IOException {
    JsonNode root =
        new ObjectMapper().readTree(GoldenTensors.folder().resolve("noise/noise.json").toFile());
    return StreamSupport.stream(root.get("cases").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void firstAndSecondDrawEqualTorch(JsonNode reference) {
    String key = reference.get("key").asText();
    float[] expected = REFERENCE.floats(key);
    SeededNoise noise = new SeededNoise(reference.get("seed").asLong());
    assertThat(noise.normals(expected.length)).containsExactly(expected, within(1e-6f));
    if (REFERENCE.has(key + "_second")) {
      float[] second = REFERENCE.floats(key + "_second");
      assertThat(noise.normals(second.length)).containsExactly(second, within(1e-6f));
    }
  }

  /** From: {@code g = torch.Generator("cpu").manual_seed(7)}, then torch.randn of 3, 17, 2, 1. */
  @Test
  void spareValueOfSmallDrawsWaitsWhileLargeOnesPass() {
    SeededNoise noise = new SeededNoise(7);
    assertThat(noise.normals(3))
        .containsExactly(new float[] {-0.14679509f, 0.78614128f, 0.94682163f}, within(1e-6f));
    assertThat(noise.normals(17)[16]).isCloseTo(-1.4012508f, within(1e-6f));
    assertThat(noise.normals(2))
        .containsExactly(new float[] {-1.114344f, 1.0841875f}, within(1e-6f));
    assertThat(noise.normals(1)).containsExactly(new float[] {0.1580562f}, within(1e-6f));
  }

  @Test
  void onlyTheLowest32BitsOfTheSeedCount() {
    assertThat(new SeededNoise(-1).normals(4)).isEqualTo(new SeededNoise(4294967295L).normals(4));
    assertThat(new SeededNoise(-1).normals(4))
        .containsExactly(
            new float[] {1.219763f, -0.39297947f, 1.0230751f, -0.37342113f}, within(1e-6f));
  }

  @Test
  void aDrawOfNothingLeavesTheStreamWhereItIs() {
    SeededNoise noise = new SeededNoise(5);
    assertThat(noise.normals(0)).isEmpty();
    assertThat(noise.normals(64)).isEqualTo(new SeededNoise(5).normals(64));
  }
}

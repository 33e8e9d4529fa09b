package io.latentmill.udf.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.GoldenTensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every run of goldens-extra/schedulers: what the options do, image-to-image starts, eta. */
final class SamplerOptionsContractTest {
  private static final Path FOLDER =
      GoldenTensors.folder().resolveSibling("goldens-extra").resolve("schedulers");

  /** The elements [0, :, ::3, ::4] of [1, 4, 8, 8]. */
  private static final int[] KEPT =
      IntStream.range(0, 256).filter(i -> i / 8 % 8 % 3 == 0 && i % 8 % 4 == 0).toArray();

  private final JsonNode references = Reference.json(FOLDER.resolve("cases.json"));
  private final GoldenTensors tensors = GoldenTensors.read(FOLDER.resolve("latents.safetensors"));

  @TestFactory
  Stream<DynamicTest> reproducesTheReference() {
    return IntStream.range(0, references.get("cases").size())
        .mapToObj(
            index -> {
              JsonNode run = references.get("cases").get(index);
              return DynamicTest.dynamicTest(run.toString(), () -> check(index, run));
            });
  }

  private void check(int index, JsonNode run) {
    double eta = run.has("eta") ? run.get("eta").asDouble() : defaultEta(run);
    Trajectory trajectory = Reference.trajectory(run, (ObjectNode) references.get("base"), eta);
    assertThat(trajectory.timesteps())
        .containsExactly(tensors.doubles(String.format("%03d.timesteps", index)), within(2e-3));
    assertThat(trajectory.firstCall()).isEqualTo(run.get("first_call").asInt());
    double init = run.get("init_noise_sigma").asDouble();
    assertThat(trajectory.initNoiseSigma()).isCloseTo(init, within(1e-6 * init));

    Reference reference = new Reference(trajectory);
    List<float[]> latents = latents(run, reference, init);
    assertThat(reference.nextDraw())
        .isCloseTo((float) run.get("next_draw").asDouble(), within(1e-5f));
    float[] expected = tensors.floats(String.format("%03d.latents", index));
    assertThat(latents).hasSize(expected.length / KEPT.length);
    for (int call = 0; call < latents.size(); call++) {
      float[] wanted = Arrays.copyOfRange(expected, call * KEPT.length, (call + 1) * KEPT.length);
      assertThat(Reference.error(kept(latents.get(call)), wanted)).isLessThan(1e-4);
    }
  }

  private static List<float[]> latents(JsonNode run, Reference reference, double init) {
    if (run.has("blend")) {
      return reference.latentsBlendedWith(start(1));
    }
    return run.has("strength") ? reference.latentsFrom(start(1)) : reference.latents(start(init));
  }

  /** That of step(), where a case names none. */
  private static double defaultEta(JsonNode run) {
    return run.get("class").asText().equals("TCDScheduler") ? 0.3 : 0;
  }

  private static float[] start(double scale) {
    float[] values = new float[256];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((i / 256.0 - 0.5) * scale);
    }
    return values;
  }

  private static float[] kept(float[] latents) {
    float[] values = new float[KEPT.length];
    for (int i = 0; i < KEPT.length; i++) {
      values[i] = latents[KEPT[i]];
    }
    return values;
  }
}

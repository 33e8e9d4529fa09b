package io.latentmill.udf.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every run of goldens/schedulers: the times, the noise levels and every latent. */
final class SamplerContractTest {
  @TestFactory
  Stream<DynamicTest> reproducesTheReference() {
    JsonNode cases =
        Reference.json(GoldenTensors.folder().resolve("schedulers/cases.json")).get("cases");
    return StreamSupport.stream(cases.spliterator(), false)
        .map(run -> DynamicTest.dynamicTest(run.get("file").asText(), () -> check(run)));
  }

  private static void check(JsonNode run) {
    GoldenTensors golden = GoldenTensors.read("schedulers/" + run.get("file").asText());
    // step() was called with its own default eta.
    double eta = run.get("class").asText().equals("TCDScheduler") ? 0.3 : 0;
    Trajectory trajectory = Reference.trajectory(run, JsonNodeFactory.instance.objectNode(), eta);

    assertThat(trajectory.timesteps()).containsExactly(golden.doubles("timesteps"), within(1e-3));
    assertThat(trajectory.initNoiseSigma())
        .isCloseTo(run.get("init_noise_sigma").asDouble(), within(1e-5));
    if (golden.has("sigmas")) {
      checkSigmas(trajectory, golden.floats("sigmas"));
    }
    List<float[]> latents = new Reference(trajectory).latents(golden.floats("start"));
    for (int call = 0; call < latents.size(); call++) {
      float[] expected = golden.floats(String.format("latents_%03d", call));
      assertThat(Reference.error(latents.get(call), expected)).isLessThan(5e-6);
    }
  }

  /** The reference's list has a zero or two more for KDPM2. */
  private static void checkSigmas(Trajectory trajectory, float[] sigmas) {
    List<NoiseLevel> levels = trajectory.levels();
    for (int call = 0; call < levels.size(); call++) {
      NoiseLevel level = levels.get(call);
      assertThat(level.sigma() / level.alpha()).isCloseTo(sigmas[call], within(1e-5));
    }
  }
}

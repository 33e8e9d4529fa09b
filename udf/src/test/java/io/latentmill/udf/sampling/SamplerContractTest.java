package io.latentmill.udf.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every run of goldens/schedulers: the times, the noise levels and every latent. */
final class SamplerContractTest {
  private static final Path GOLDENS = Golden.root().resolve("schedulers");

  @TestFactory
  Stream<DynamicTest> reproducesTheReference() {
    return Golden.cases(GOLDENS.resolve("cases.json")).stream()
        .map(run -> DynamicTest.dynamicTest(run.get("file").asText(), () -> check(run)));
  }

  private static void check(JsonNode run) {
    Golden golden = Golden.tensors(GOLDENS.resolve(run.get("file").asText()));
    ObjectNode config = run.get("config").deepCopy();
    config.put("_class_name", run.get("class").asText());
    // step() was called with its own default eta
    double eta = run.get("class").asText().equals("TCDScheduler") ? 0.3 : 0;
    Trajectory trajectory =
        Sampler.of(SchedulerConfig.of(config))
            .trajectory(run.get("steps").asInt(), OptionalDouble.empty(), eta);

    assertThat(trajectory.timesteps()).containsExactly(golden.values("timesteps"), within(1e-3));
    assertThat(trajectory.initNoiseSigma())
        .isCloseTo(run.get("init_noise_sigma").asDouble(), within(1e-5));
    List<float[]> latents = Reference.run(trajectory, golden.floats("start"));
    double worst = 0;
    for (int call = 0; call < latents.size(); call++) {
      double error =
          Reference.error(latents.get(call), golden.values(String.format("latents_%03d", call)));
      worst = Math.max(worst, error);
    }
    assertThat(worst).isLessThan(1e-4);
  }
}

package io.latentmill.udf.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.GoldenTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The learning rates of diffusers' {@code get_scheduler}, step by step. */
class LearningRateTest {
  static Stream<JsonNode> cases() throws IOException {
    Path file =
        GoldenTensors.folder().resolveSibling("goldens-extra/training").resolve("schedules.json");
    JsonNode cases = new ObjectMapper().readTree(file.toFile()).get("cases");
    return StreamSupport.stream(cases.spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void followsTheReference(JsonNode reference) {
    LearningRate rate =
        new LearningRate(
            reference.get("peak").asDouble(),
            ScheduleShape.ofLabel(reference.get("schedule").asText()),
            reference.get("warmup").asInt(),
            reference.get("steps").asInt());
    JsonNode rates = reference.get("rates");
    assertThat(rates).hasSize(reference.get("steps").asInt());
    for (int step = 1; step <= rates.size(); step++) {
      assertThat(rate.at(step))
          .as("step %d", step)
          .isCloseTo(rates.get(step - 1).asDouble(), within(1e-15));
    }
  }
}

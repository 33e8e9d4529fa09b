package io.latentmill.udf.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What Python writes into JSON, and JSON doesn't know. */
final class JsonTest {
  @Test
  void readsAnInfinity() {
    assertThat(
            Json.object("scheduler_config.json", "{\"lambda_min_clipped\": -Infinity}")
                .get("lambda_min_clipped")
                .asText())
        .isEqualTo("-Infinity");
  }
}

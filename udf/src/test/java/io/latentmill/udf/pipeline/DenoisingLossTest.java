package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.training.adapter.DenoisingLoss;
import io.latentmill.udf.training.adapter.DenoisingLossSettings;
import io.latentmill.udf.training.adapter.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Losses by band against diffusers: {@code goldens-extra/training/denoising-loss.json}. */
class DenoisingLossTest {
  private static final double TOLERANCE = 1e-4;

  @Test
  void isTheReferencesInEveryBand() throws IOException {
    Path file = GoldenTensors.folder().resolveSibling("goldens-extra/training/denoising-loss.json");
    JsonNode reference = new ObjectMapper().readTree(file.toFile());
    int bands = reference.get("bands").asInt();
    // Three rows at once: the last batch is a smaller one.
    DenoisingLossSettings settings =
        new DenoisingLossSettings(TrainingFixture.SIDE, bands, reference.get("seed").asLong(), 3);
    try (Pipelines pipelines = new Pipelines();
        DenoisingLoss loss = new DenoisingLoss(pipelines.get("tiny-sd1").networks(), settings)) {
      for (JsonNode example : reference.get("examples")) {
        double[] losses =
            loss.of(
                new Example(
                    TrainingFixture.disc(example.get("radius").asInt()),
                    example.get("caption").asText(),
                    Optional.empty(),
                    1));
        assertThat(losses).hasSize(bands);
        for (int band = 0; band < bands; band++) {
          assertThat(losses[band])
              .as("band %d", band)
              .isCloseTo(
                  example.get("losses").get(band).asDouble(), withPercentage(100 * TOLERANCE));
        }
      }
    }
  }
}

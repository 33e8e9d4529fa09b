package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.request.RequestColumn;
import io.latentmill.udf.training.adapter.AdapterTraining;
import io.latentmill.udf.training.adapter.Method;
import io.latentmill.udf.training.adapter.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Samples drawn by networks in training are the pipeline's own images. */
class TrainingSamplesTest {
  private static final Pipelines PIPELINES = new Pipelines();

  @AfterAll
  static void close() {
    PIPELINES.close();
  }

  @Test
  void anAdapterThatHasLearntNothingDrawsWhatThePipelineDraws() {
    StableDiffusion pipeline = PIPELINES.get("tiny-sd1");
    byte[] expected =
        TrainingFixture.image(
                pipeline,
                "base",
                Map.of(RequestColumn.PROMPT, "two small cats", RequestColumn.SEED, 2L))
            .rgb();
    Samples samples = new Samples(List.of("a red circle", "two small cats"), 4, 4.0, 1);
    try (AdapterTraining training =
        AdapterTraining.of(
            pipeline.networks(),
            TrainingFixture.settings(Method.LORA),
            TrainingFixture.examples("a red circle"),
            samples)) {
      List<RgbImage> before = training.draw();
      assertThat(before).hasSize(2);
      assertThat(largestDifference(before.get(1).rgb(), expected)).isLessThanOrEqualTo(1);
      training.step();
      training.step();
      assertThat(largestDifference(training.draw().get(1).rgb(), expected)).isGreaterThan(1);
    }
  }

  private static int largestDifference(byte[] actual, byte[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    int largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs((actual[i] & 255) - (expected[i] & 255)));
    }
    return largest;
  }
}

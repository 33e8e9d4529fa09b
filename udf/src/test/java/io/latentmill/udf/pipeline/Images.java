package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Generated;

/** What tests ask of results. */
final class Images {
  private Images() {}

  /** The row on its own. */
  static Generated alone(StableDiffusion pipeline, GenerationRequest row) {
    return generated(pipeline.generate(java.util.List.of(row), 1).results().get(0));
  }

  static Generated generated(GenerationResult result) {
    assertThat(result).as(result.toString()).isInstanceOf(Generated.class);
    return (Generated) result;
  }

  /** Within 1e-3 in the latents, and the step of 8 bits that this can make in the image. */
  static void assertSame(Generated actual, Generated expected) {
    assertThat(actual.latents().values())
        .as(actual.id())
        .usingComparatorWithPrecision(1e-3f)
        .containsExactly(expected.latents().values());
    assertThat(actual.rgb()).hasSameSizeAs(expected.rgb());
    int worst = 0;
    for (int i = 0; i < actual.rgb().length; i++) {
      worst = Math.max(worst, Math.abs((actual.rgb()[i] & 255) - (expected.rgb()[i] & 255)));
    }
    assertThat(worst).as(actual.id()).isLessThanOrEqualTo(1);
  }
}

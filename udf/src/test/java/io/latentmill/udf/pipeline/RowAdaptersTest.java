package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.request.LoraUse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Rows of one batch with LoRAs of their own look as if theirs alone were merged. */
class RowAdaptersTest {
  private static final Pipelines PIPELINES = new Pipelines();

  @AfterAll
  static void close() {
    PIPELINES.close();
  }

  @Test
  void rowsOfABatchHaveTheirOwnLoras() {
    StableDiffusion pipeline = PIPELINES.get("tiny-sd1");
    List<GenerationRequest> rows =
        List.of(
            Rows.BASE.lora(path("pipelines/adapters/lora-peft"), 0.9).id("peft"),
            Rows.BASE.id("none"),
            Rows.BASE.lora(path("pipelines/adapters/lora-old"), 0.7).seed(2).id("old"),
            Rows.BASE.lora(path("field/adapters/field-peft-base-model"), -0.5).id("base"));
    Generated plain = Images.alone(pipeline, Rows.BASE.id("none"));

    List<GenerationResult> together = pipeline.generate(rows, 5, LoraUse.BY_ROW).results();

    for (int i = 0; i < rows.size(); i++) {
      float[] merged = Images.alone(pipeline, rows.get(i)).latents().values();
      assertThat(Images.generated(together.get(i)).latents().values()).hasSameSizeAs(merged);
      for (int k = 0; k < merged.length; k++) {
        assertThat(Images.generated(together.get(i)).latents().values()[k])
            .isCloseTo(merged[k], within(1e-3f));
      }
    }
    assertThat(Images.generated(together.get(0)).rgb()).isNotEqualTo(plain.rgb());
    assertThat(Images.alone(pipeline, Rows.BASE.id("none")).latents().values())
        .containsExactly(plain.latents().values());
  }

  @Test
  void aLoraThatDoesMoreFailsItsRowAlone() {
    StableDiffusion pipeline = PIPELINES.get("tiny-sd1");
    String wide = path("pipelines/adapters/lora-kohya");
    List<GenerationRequest> rows =
        List.of(Rows.BASE.lora(wide, 1).id("wide"), Rows.BASE.id("none"));

    List<GenerationResult> results = pipeline.generate(rows, 2, LoraUse.BY_ROW).results();

    assertThat(results.get(0))
        .isEqualTo(
            new GenerationResult.Failed(
                "wide",
                FailureKind.USER,
                "loras "
                    + wide
                    + ": it changes more than the U-Net's transformers, and is planned in a batch"
                    + " of several"));
    assertThat(results.get(1)).isInstanceOf(Generated.class);
  }

  private static String path(String name) {
    return Pipelines.path(name + ".safetensors");
  }
}

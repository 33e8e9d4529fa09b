package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.request.PromptSyntax;
import io.latentmill.udf.request.QualityFlag;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts in chunks and with weights. */
class PromptSyntaxTest {
  private static final Pipelines PIPELINES = new Pipelines();
  private static final String LONG = "a red circle and ".repeat(30);

  @AfterAll
  static void close() {
    PIPELINES.close();
  }

  private static Generated image(String checkpoint, Rows row) {
    return Images.alone(PIPELINES.get(checkpoint), row.id("row"));
  }

  @ParameterizedTest
  @EnumSource(PromptSyntax.class)
  void aShortPromptWithoutWeightsIsTheSameInEverySyntax(PromptSyntax syntax) {
    Rows plain = Rows.BASE.negative("blue");
    assertThat(image("tiny-sdxl", plain.syntax(syntax)).latents().values())
        .containsExactly(image("tiny-sdxl", plain).latents().values());
  }

  @Test
  void onlyThePlainSyntaxCutsLongPrompts() {
    Rows row = Rows.BASE.prompt(LONG);
    assertThat(image("tiny-sd1", row).flags()).contains(QualityFlag.PROMPT_TRUNCATED);
    assertThat(image("tiny-sd1", row.syntax(PromptSyntax.LONG)).flags())
        .doesNotContain(QualityFlag.PROMPT_TRUNCATED);
  }

  @ParameterizedTest
  @EnumSource(names = {"A1111", "COMPEL"})
  void weightsChangeTheImage(PromptSyntax syntax) {
    Rows row = Rows.BASE.syntax(syntax);
    assertThat(image("tiny-sdxl", row.prompt("a (red)1.8 circle, (red:1.8)")).latents().values())
        .isNotEqualTo(
            image("tiny-sdxl", row.prompt("a (red)1.2 circle, (red:1.2)")).latents().values());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-sd1", "tiny-sdxl"})
  void rowsOfDifferentLengthEqualTheirSoloImages(String checkpoint) {
    StableDiffusion pipeline = PIPELINES.get(checkpoint);
    Rows chunked = Rows.BASE.syntax(PromptSyntax.LONG);
    List<GenerationRequest> rows =
        List.of(
            chunked.prompt(LONG).id("long"),
            chunked.id("short"),
            chunked.negative(LONG).id("long-negative"),
            chunked.prompt(LONG).negative(LONG + LONG).seed(4).id("longer"));
    List<GenerationResult> together = pipeline.generate(rows, 4).results();
    for (int i = 0; i < rows.size(); i++) {
      Images.assertSame(Images.generated(together.get(i)), Images.alone(pipeline, rows.get(i)));
    }
  }
}

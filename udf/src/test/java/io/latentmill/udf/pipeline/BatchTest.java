package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.request.BatchKey;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.QualityFlag;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A row's image is the same alone and in any company. */
class BatchTest {
  private static final Pipelines PIPELINES = new Pipelines();

  @AfterAll
  static void close() {
    PIPELINES.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-sd1", "tiny-sdxl"})
  void rowsEqualTheirSoloImages(String checkpoint) {
    StableDiffusion pipeline = PIPELINES.get(checkpoint);
    List<GenerationRequest> rows =
        List.of(
            Rows.BASE.id("a"),
            Rows.BASE.seed(2).guidance(9).prompt("two blue squares").id("b"),
            Rows.BASE.seed(3).negative("green").id("c"));
    List<GenerationResult> together = pipeline.generate(rows, 3).results();
    List<GenerationResult> withVacancies = pipeline.generate(rows, 5).results();
    for (int i = 0; i < rows.size(); i++) {
      GenerationResult.Generated alone = Images.alone(pipeline, rows.get(i));
      Images.assertSame(Images.generated(together.get(i)), alone);
      Images.assertSame(Images.generated(withVacancies.get(i)), alone);
    }
  }

  @Test
  void rowsOfOneBatchAreToldTheirOwnSizes() throws Exception {
    List<GoldenCase> cases =
        GoldenCase.all("field").stream()
            .filter(
                golden ->
                    List.of("field-xl-sizes", "field-xl-negative-sizes").contains(golden.name()))
            .toList();
    List<GenerationRequest> rows = cases.stream().map(GoldenCase::request).toList();
    StableDiffusion pipeline = PIPELINES.get(cases.get(0).pipeline());
    List<GenerationResult> together = pipeline.generate(rows, 2).results();
    assertThat(BatchKey.of(rows.get(0))).isEqualTo(BatchKey.of(rows.get(1)));
    for (int i = 0; i < 2; i++) {
      Images.assertSame(Images.generated(together.get(i)), Images.alone(pipeline, rows.get(i)));
    }
  }

  @Test
  void aLoraNamedInAPromptIsFlagged() {
    List<GenerationRequest> rows =
        List.of(
            Rows.BASE.prompt("a star <lora:style:0.8>").id("named"),
            Rows.BASE.prompt("a star, lora style").id("none"));
    List<GenerationResult> results = PIPELINES.get("tiny-sd1").generate(rows, 2).results();
    assertThat(Images.generated(results.get(0)).flags()).contains(QualityFlag.LORA_IN_PROMPT);
    assertThat(Images.generated(results.get(1)).flags()).doesNotContain(QualityFlag.LORA_IN_PROMPT);
  }

  @Test
  void sizesThatAModelIsNotToldFailTheirRow() throws Exception {
    GenerationRequest told =
        GoldenCase.all("field").stream()
            .filter(golden -> golden.name().equals("field-xl-sizes"))
            .findFirst()
            .orElseThrow()
            .request();
    List<GenerationResult> results = PIPELINES.get("tiny-sd1").generate(List.of(told), 1).results();
    assertThat(results)
        .isEqualTo(
            List.of(
                new GenerationResult.Failed(
                    "field-xl-sizes",
                    FailureKind.USER,
                    "a size or crop is set that XL is told, and the model is none of XL")));
  }

  @ParameterizedTest
  @ValueSource(strings = "tiny-sd1")
  void aFailedNeighbourChangesNothing(String checkpoint) {
    StableDiffusion pipeline = PIPELINES.get(checkpoint);
    GenerationRequest good = Rows.BASE.id("good");
    GenerationRequest bad = Rows.BASE.embedding("file:/no/such/file", "<x>").id("bad");
    List<GenerationResult> results = pipeline.generate(List.of(bad, good), 2).results();
    assertThat(results.get(0))
        .isEqualTo(
            new GenerationResult.Failed(
                "bad",
                FailureKind.USER,
                "embeddings file:/no/such/file: Cannot open file:/no/such/file: no such file"));
    Images.assertSame(Images.generated(results.get(1)), Images.alone(pipeline, good));
  }

  @ParameterizedTest
  @ValueSource(strings = "tiny-sd1")
  void rowsOfOneIdHaveTheirOwnResults(String checkpoint) {
    StableDiffusion pipeline = PIPELINES.get(checkpoint);
    List<GenerationRequest> rows =
        List.of(Rows.BASE.id("same"), Rows.BASE.seed(2).prompt("two blue squares").id("same"));
    List<GenerationResult> results = pipeline.generate(rows, 2).results();
    for (int i = 0; i < rows.size(); i++) {
      Images.assertSame(Images.generated(results.get(i)), Images.alone(pipeline, rows.get(i)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = "tiny-sd1")
  void rowsOfDifferentShapesComeBackInTheirOrder(String checkpoint) {
    StableDiffusion pipeline = PIPELINES.get(checkpoint);
    List<GenerationRequest> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      rows.add(Rows.BASE.seed(i).size(64, i % 2 == 0 ? 64 : 72).id("row-" + i));
    }
    List<GenerationResult> results = pipeline.generate(rows, 2).results();
    for (int i = 0; i < 4; i++) {
      Images.assertSame(Images.generated(results.get(i)), Images.alone(pipeline, rows.get(i)));
      assertThat(results.get(i).id()).isEqualTo("row-" + i);
    }
  }
}

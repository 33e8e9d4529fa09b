package io.latentmill.job.plan.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.request.RequestColumn;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that were meant to be ours, and names of people's own. */
class LikelyColumnsTest {
  @ParameterizedTest
  @CsvSource({
    "step, STEPS",
    "guidance, GUIDANCE_SCALE",
    "Guidance-Scale, GUIDANCE_SCALE",
    "guidancescale, GUIDANCE_SCALE",
    "guidence_scale, GUIDANCE_SCALE",
    "cfg, GUIDANCE_SCALE",
    "negativeprompt, NEGATIVE_PROMPT",
    "samplr, SAMPLER",
    "scheduler, SAMPLER",
    "num_inference_steps, STEPS",
    "heigth, HEIGHT",
    "lora, LORAS",
    "controlnet, CONTROLNETS",
    "seeds, SEED",
    "promt_2, PROMPT_2",
  })
  void mistypedNamesAreRecognised(String name, RequestColumn meant) {
    assertThat(LikelyColumns.meant(name)).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "note",
        "label",
        "class",
        "caption",
        "style",
        "size",
        "split",
        "image",
        "url",
        "idx",
        "tag",
        "data",
        "date",
        "score",
        "weight",
        "need",
        "batch",
        "image_path",
        "prompt_id",
        "model",
        "text"
      })
  void namesOfTheirOwnAreLeftAlone(String name) {
    assertThat(LikelyColumns.meant(name)).isEqualTo(Optional.empty());
  }

  @Test
  void onlyColumnsThatPassThroughAreRemarkedOn() {
    StructType schema =
        new StructType().add("prompt", "string").add("step", "int").add("steps", "int");

    assertThat(
            LikelyColumns.remarks(
                new SourceSchema("t.parquet", schema, TableFormat.PARQUET, Set.of())))
        .isEqualTo(
            List.of("column step means nothing here and passes through; steps is probably meant"));
  }
}

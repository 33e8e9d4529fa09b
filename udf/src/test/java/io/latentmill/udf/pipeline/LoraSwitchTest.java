package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.request.GenerationResult.Generated;
import org.junit.jupiter.api.Test;

/** Adapters come and go without a trace. */
class LoraSwitchTest {
  private static final int SWITCHES = 20;

  @Test
  void switchingBackRestoresTheBaseImageBitForBit() {
    try (Pipelines pipelines = new Pipelines()) {
      StableDiffusion pipeline = pipelines.get("tiny-sd1");
      Generated base = Images.alone(pipeline, Rows.BASE.id("base"));
      Generated first = Images.alone(pipeline, lora(0).id("lora"));
      assertThat(first.latents().values()).isNotEqualTo(base.latents().values());
      long before = 0;
      for (int i = 1; i <= SWITCHES; i++) {
        Images.alone(pipeline, lora(i).id("lora"));
        if (i == 2) {
          before = ResidentMemory.bytes();
        }
      }
      assertThat(ResidentMemory.bytes()).isLessThanOrEqualTo(before + before / 20);
      Generated again = Images.alone(pipeline, Rows.BASE.id("base"));
      assertThat(again.latents().values()).containsExactly(base.latents().values());
      assertThat(again.rgb()).isEqualTo(base.rgb());
      assertThat(Images.alone(pipeline, lora(0).id("lora")).latents().values())
          .containsExactly(first.latents().values());
    }
  }

  private static Rows lora(int number) {
    String name = number % 2 == 0 ? "lora-peft" : "lora-kohya";
    return Rows.BASE.lora(Pipelines.path("pipelines/adapters/" + name + ".safetensors"), 0.9);
  }
}

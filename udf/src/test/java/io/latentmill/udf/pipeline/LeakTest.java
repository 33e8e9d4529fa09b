package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.PromptSyntax;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Native memory stays flat, however many batches a process runs. The default build runs few; {@code
 * -Dlatentmill.leak.batches=1000} runs as many as one likes.
 */
class LeakTest {
  private static final int BATCHES = Integer.getInteger("latentmill.leak.batches", 60);

  @Test
  void nativeMemoryStaysFlat() {
    try (Pipelines pipelines = new Pipelines()) {
      StableDiffusion pipeline = pipelines.get("tiny-sd1");
      long early = 0;
      for (int batch = 1; batch <= BATCHES; batch++) {
        pipeline.generate(rows(batch), 3).results().forEach(Images::generated);
        if (batch == BATCHES / 10) {
          early = ResidentMemory.bytes();
        }
      }
      long late = ResidentMemory.bytes();
      System.out.printf("%d batches: %d MB -> %d MB%n", BATCHES, early >> 20, late >> 20);
      assertThat(late).isLessThanOrEqualTo(early + early / 20);
    }
  }

  /** New prompts every time, one of two chunks; another LoRA set every third time. */
  private static List<GenerationRequest> rows(int batch) {
    Rows base = Rows.BASE.seed(batch);
    Rows rows =
        switch (batch % 3) {
          case 0 -> base.lora(Pipelines.path("pipelines/adapters/lora-peft.safetensors"), 0.9);
          case 1 ->
              base.embedding(
                  Pipelines.path("pipelines/adapters/textual-inversion.safetensors"), "<style>");
          default -> base;
        };
    return List.of(
        rows.prompt("number " + batch).id("a"),
        rows.prompt("a circle ".repeat(60) + batch).syntax(PromptSyntax.LONG).id("b"),
        rows.negative("not number " + batch).id("c"));
  }
}

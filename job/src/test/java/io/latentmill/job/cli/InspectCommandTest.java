package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.job.cluster.Checkout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class InspectCommandTest {
  private static final Path CHECKPOINTS = Checkout.goldens("checkpoints");

  @Test
  void describesTheEmbeddedModel() {
    CommandRun run = CommandRun.of("inspect");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .startsWith(
            """
            model      shapes-sd
            family     sd1
            size       128x128
            scheduler  pndm (PNDMScheduler)
            defaults   steps 30, guidance_scale 3.0, guidance_rescale 0.0
            SHA-256   \s""")
        .endsWith("\nIt can run.\n");
  }

  @Test
  void tellsProgramsTheSame() throws IOException {
    CommandRun run =
        CommandRun.of("inspect", "--json", "--model", CHECKPOINTS.resolve("tiny-sdxl").toString());
    assertThat(run.code()).isZero();
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.get("family").asText()).isEqualTo("sdxl");
    assertThat(json.get("can_run").asBoolean()).isTrue();
    assertThat(json.at("/scheduler/sampler").asText()).isEqualTo("euler");
    assertThat(json.get("networks").findValuesAsText("name"))
        .containsExactly("unet", "vae", "text_encoder", "text_encoder_2");
    assertThat(json.get("files").findValuesAsText("sha256"))
        .allMatch(it -> it.matches("[0-9a-f]{64}"));
  }

  @Test
  void tellsWhatAnAdapterDoesToTheModel() {
    String lora = CHECKPOINTS.resolve("../field/adapters/field-dora-conv.safetensors").toString();
    CommandRun run =
        CommandRun.of(
            "inspect", "--model", CHECKPOINTS.resolve("tiny-sd1").toString(), "--adapter", lora);
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("adapter    " + lora + "\nkind       DoRA\nfits       ");
    Matcher fits =
        Pattern.compile("fits +(\\d+) of (\\d+) tensors take effect in this model")
            .matcher(run.out());
    assertThat(fits.find()).isTrue();
    assertThat(fits.group(1)).isEqualTo(fits.group(2)).isNotEqualTo("0");
  }

  @Test
  void exitsTwoForAnAdapterOfAnotherFamily() throws IOException {
    String lora =
        CHECKPOINTS.resolve("../pipelines/adapters/lora-sdxl-kohya.safetensors").toString();
    CommandRun run =
        CommandRun.of(
            "inspect",
            "--json",
            "--model",
            CHECKPOINTS.resolve("tiny-sd1").toString(),
            "--adapter",
            lora);
    assertThat(run.code()).isEqualTo(2);
    JsonNode adapter = new ObjectMapper().readTree(run.out()).at("/adapters/0");
    assertThat(adapter.get("kind").asText()).isEqualTo("LoRA");
    assertThat(adapter.get("refusal").asText()).startsWith("Cannot use LoRA ");
    assertThat(adapter.get("effective").asInt()).isLessThan(adapter.get("tensors").asInt());
  }

  @Test
  void exitsTwoIfTheModelCannotRun() {
    CommandRun run =
        CommandRun.of("inspect", "--vae", CHECKPOINTS.resolve("tiny-controlnet").toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).contains("\nIt cannot run:\n  ");
  }
}

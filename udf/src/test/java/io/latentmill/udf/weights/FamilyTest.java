package io.latentmill.udf.weights;

import static io.latentmill.udf.weights.Fixtures.HADOOP;
import static io.latentmill.udf.weights.Fixtures.goldens;
import static io.latentmill.udf.weights.Fixtures.hadoop;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files with just the tensors that tell families apart, of zeros. */
class FamilyTest {
  @TempDir Path folder;

  private final TensorFile file = new TensorFile();

  private FamilyTest unet(long channels, long inChannels, long textWidth) {
    file.add("model.diffusion_model.input_blocks.0.0.weight", DType.F16, channels, inChannels, 3, 3)
        .add(
            "model.diffusion_model.middle_block.1.transformer_blocks.0.attn2.to_k.weight",
            DType.F16,
            16,
            textWidth);
    return this;
  }

  private Checkpoint open() {
    Path path = file.write(folder.resolve("model.safetensors"));
    return Checkpoint.open(hadoop(path), Optional.empty(), HADOOP);
  }

  @ParameterizedTest
  @CsvSource({
    "320,  768, StableDiffusionPipeline,         PNDMScheduler,          epsilon,      0.18215",
    "320, 1024, StableDiffusionPipeline,         DDIMScheduler,          v_prediction, 0.18215",
    "320, 2048, StableDiffusionXLPipeline,       EulerDiscreteScheduler, epsilon,      0.13025",
    "384, 1280, StableDiffusionXLImg2ImgPipeline, EulerDiscreteScheduler, epsilon,     0.13025"
  })
  void takesThePublishedConfiguration(
      long channels,
      long textWidth,
      String pipeline,
      String scheduler,
      String prediction,
      double scaling) {
    Checkpoint checkpoint = unet(channels, 4, textWidth).open();
    assertThat(checkpoint.index().path("_class_name").asText()).isEqualTo(pipeline);
    assertThat(checkpoint.config(Component.UNET).path("cross_attention_dim").asLong())
        .isEqualTo(textWidth);
    assertThat(checkpoint.config(Component.SCHEDULER).path("_class_name").asText())
        .isEqualTo(scheduler);
    assertThat(checkpoint.config(Component.SCHEDULER).path("prediction_type").asText("epsilon"))
        .isEqualTo(prediction);
    assertThat(checkpoint.config(Component.VAE).path("scaling_factor").asDouble())
        .isEqualTo(scaling);
  }

  @ParameterizedTest
  @CsvSource({
    "768,  tokenizer,   <|endoftext|>",
    "1024, tokenizer,   !",
    "2048, tokenizer,   <|endoftext|>",
    "2048, tokenizer_2, !"
  })
  void padsWithTheFamilysToken(long textWidth, String tokenizer, String pad) {
    Checkpoint checkpoint = unet(320, 4, textWidth).open();
    String tokens = checkpoint.text(tokenizer + "/special_tokens_map.json").orElseThrow();
    assertThat(Json.object("", tokens).path("pad_token").asText()).isEqualTo(pad);
    assertThat(Json.object("", checkpoint.text(tokenizer + "/vocab.json").orElseThrow()))
        .hasSize(49408);
    assertThat(checkpoint.text(tokenizer + "/merges.txt")).isPresent();
    assertThat(checkpoint.text("latentmill.properties")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "modelspec.prediction_type, epsilon",
    "modelspec.architecture, stable-diffusion-v2-512"
  })
  void tellsTheTwoModelsOfTheSecondGenerationByTheirMetadata(String key, String value) {
    file.metadata(key, value);
    assertThat(unet(320, 4, 1024).open().config(Component.SCHEDULER).path("_class_name").asText())
        .isEqualTo("PNDMScheduler");
  }

  @Test
  void tellsThemByTheStepOfTheTrainingToo() {
    file.add("global_step", DType.I64, new byte[] {(byte) 0xf8, 0x59, 0x0d, 0, 0, 0, 0, 0});
    assertThat(unet(320, 4, 1024).open().config(Component.SCHEDULER).path("_class_name").asText())
        .isEqualTo("PNDMScheduler");
  }

  @Test
  void takesAnInpaintingModelsChannelsFromItsTensors() {
    assertThat(unet(320, 9, 768).open().config(Component.UNET).path("in_channels").asInt())
        .isEqualTo(9);
  }

  @Test
  void takesVPredictionFromItsMarks() {
    file.add("v_pred", DType.F32, 0).add("ztsnr", DType.F32, 0);
    Checkpoint checkpoint = unet(320, 4, 2048).open();
    assertThat(checkpoint.config(Component.SCHEDULER).path("prediction_type").asText())
        .isEqualTo("v_prediction");
    assertThat(checkpoint.config(Component.SCHEDULER).path("rescale_betas_zero_snr").asBoolean())
        .isTrue();
  }

  /** Playground v2.5: all numbers are what the bytes of 2.0, 0.5, -1.0 and 4.0 say. */
  @Test
  void takesEdmFromTheMeanAndDeviationOfItsLatents() {
    byte[] values = {
      0, 0, 0, 0x40, 0, 0, 0, 0x3f, 0, 0, (byte) 0x80, (byte) 0xbf, 0, 0, (byte) 0x80, 0x40
    };
    file.add("edm_mean", DType.F32, values, 1, 4, 1, 1)
        .add("edm_std", DType.F32, values, 1, 4, 1, 1);
    Checkpoint checkpoint = unet(320, 4, 2048).open();
    assertThat(checkpoint.config(Component.SCHEDULER).path("_class_name").asText())
        .isEqualTo("EDMDPMSolverMultistepScheduler");
    assertThat(checkpoint.config(Component.VAE).path("latents_mean").toString())
        .isEqualTo("[2.0,0.5,-1.0,4.0]");
    assertThat(checkpoint.config(Component.VAE).path("scaling_factor").asDouble()).isEqualTo(0.5);
  }

  /** CosXL. */
  @Test
  void takesEdmWithVelocityFromItsBounds() {
    file.add("edm_vpred.sigma_max", DType.F32, new byte[] {0, 0, (byte) 0xf0, 0x42})
        .add("edm_vpred.sigma_min", DType.F32, new byte[] {0, 0, 0, 0x3f});
    JsonNode scheduler = unet(320, 4, 2048).open().config(Component.SCHEDULER);
    assertThat(scheduler.path("_class_name").asText()).isEqualTo("EDMEulerScheduler");
    assertThat(scheduler.path("prediction_type").asText()).isEqualTo("v_prediction");
    assertThat(scheduler.path("sigma_max").asDouble()).isEqualTo(120);
    assertThat(scheduler.path("sigma_min").asDouble()).isEqualTo(0.5);
    assertThat(scheduler.path("sigma_data").asDouble()).isEqualTo(1);
  }

  @Test
  void believesTheMarksOverAFoldersConfiguration() {
    Path path =
        unet(320, 4, 2048).file.add("v_pred", DType.F32, 0).write(folder.resolve("m.safetensors"));
    Checkpoint checkpoint =
        Checkpoint.open(
            hadoop(path), Optional.of(hadoop(goldens("checkpoints/tiny-sdxl"))), HADOOP);
    assertThat(checkpoint.config(Component.SCHEDULER).path("prediction_type").asText())
        .isEqualTo("v_prediction");
  }

  @Test
  void hasOnlyTheNetworksThatTheFileHolds() {
    Checkpoint checkpoint = unet(320, 4, 768).open();
    assertThat(checkpoint.has(Component.UNET)).isTrue();
    assertThat(checkpoint.has(Component.VAE)).isFalse();
    assertThat(checkpoint.has(Component.TOKENIZER)).isTrue();
    assertThat(checkpoint.has(Component.TOKENIZER_2)).isFalse();
  }
}

package io.latentmill.udf.weights;

import static io.latentmill.udf.weights.Fixtures.HADOOP;
import static io.latentmill.udf.weights.Fixtures.assertModelFailure;
import static io.latentmill.udf.weights.Fixtures.goldens;
import static io.latentmill.udf.weights.Fixtures.hadoop;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoneNetworkTest {
  private static final JsonNode NONE = Json.object("nothing", "{}");

  @TempDir Path folder;

  private static LoneNetwork open(Path path, JsonNode otherwise) {
    return LoneNetwork.open(hadoop(path), otherwise, HADOOP);
  }

  private static JsonNode vaeConfig() {
    return Checkpoint.open(hadoop(goldens("checkpoints/tiny-sd1")), Optional.empty(), HADOOP)
        .config(Component.VAE);
  }

  @ParameterizedTest
  @CsvSource({
    "tiny-taesd, AutoencoderTiny",
    "tiny-controlnet, ControlNetModel",
    "tiny-controlnet-xl, ControlNetModel",
    "tiny-sd1/vae, AutoencoderKL"
  })
  void opensAFolder(String name, String className) {
    LoneNetwork network = open(goldens("checkpoints/" + name), NONE);
    assertThat(network.config().path("_class_name").asText()).isEqualTo(className);
    assertThat(network.files())
        .extracting(ModelFile::name)
        .containsExactly("config.json", "diffusion_pytorch_model.safetensors");
    try (TensorSource weights = network.weights()) {
      assertThat(weights.names()).isNotEmpty();
    }
  }

  @Test
  void opensAFileWithTheConfigurationBesideIt() {
    Path file = goldens("checkpoints/tiny-taesd/diffusion_pytorch_model.safetensors");
    LoneNetwork taesd = open(file, NONE);
    assertThat(taesd.config().path("block_out_channels")).hasSize(4);
    assertThat(taesd.describe()).isEqualTo(file.toString());
    assertThat(taesd.files())
        .extracting(ModelFile::name)
        .containsExactly("diffusion_pytorch_model.safetensors", "config.json");
  }

  @Test
  void opensADiffusersVaeInAFileWithTheConfigurationItStandsInFor() throws IOException {
    Path file =
        Files.copy(
            goldens("checkpoints/tiny-sd1/vae/diffusion_pytorch_model.safetensors"),
            folder.resolve("vae.safetensors"));
    LoneNetwork vae = open(file, vaeConfig());
    assertThat(vae.config().path("norm_num_groups").asInt()).isEqualTo(16);
    try (TensorSource weights = vae.weights()) {
      assertThat(weights.names()).contains("encoder.mid_block.attentions.0.to_out.0.weight");
    }
  }

  /** The names of a latent-diffusion VAE, taken from a whole checkpoint's. */
  @Test
  void opensALatentDiffusionVae() {
    Path file = goldens("checkpoints/tiny-sd1.safetensors");
    try (SafetensorsFile tensors = SafetensorsFile.open(hadoop(file), HADOOP)) {
      LdmTensors vae = new LdmTensors(tensors, "first_stage_model.");
      TensorSource lone = MappedTensors.of(tensors, vae.renamed());
      assertThat(LoneKind.of(lone)).isEqualTo(LoneKind.LDM_VAE);
      TensorSource modern = LoneKind.LDM_VAE.tensors(lone, vaeConfig());
      assertThat(modern.info("decoder.mid_block.attentions.0.to_q.weight"))
          .hasToString("decoder.mid_block.attentions.0.to_q.weight F32 [32, 32]");
    }
  }

  @Test
  void translatesALatentDiffusionControlNet() {
    JsonNode unet =
        Checkpoint.open(hadoop(goldens("checkpoints/tiny-sd1")), Optional.empty(), HADOOP)
            .config(Component.UNET);
    NameTable names = UnetNames.controlNet(unet);
    assertThat(names.translate("input_hint_block.0.weight"))
        .contains("controlnet_cond_embedding.conv_in.weight");
    assertThat(names.translate("input_hint_block.12.bias"))
        .contains("controlnet_cond_embedding.blocks.5.bias");
    assertThat(names.translate("input_hint_block.14.bias"))
        .contains("controlnet_cond_embedding.conv_out.bias");
    assertThat(names.translate("zero_convs.11.0.weight"))
        .contains("controlnet_down_blocks.11.weight");
    assertThat(names.translate("middle_block_out.0.weight"))
        .contains("controlnet_mid_block.weight");
  }

  @Test
  void refusesWhatIsNoneOfThem() {
    Path file = goldens("pipelines/adapters/lora-peft.safetensors");
    assertModelFailure(
        () -> open(file, NONE),
        "Cannot use %s: its tensors are neither a VAE's nor TAESD's nor a ControlNet's"
            + " nor a T2I-Adapter's"
            + "; it is a LoRA or one of its kin: it belongs in the column loras; inspect --adapter"
            + " tells what it changes",
        file);
  }
}

package io.latentmill.udf.weights.lora;

import static io.latentmill.udf.weights.Fixtures.HADOOP;
import static io.latentmill.udf.weights.Fixtures.assertModelFailure;
import static io.latentmill.udf.weights.Fixtures.goldens;
import static io.latentmill.udf.weights.Fixtures.hadoop;
import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.Component;
import io.latentmill.udf.weights.DType;
import io.latentmill.udf.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoraFileTest {
  private static final LoraTargets SD1 = targets("tiny-sd1");
  private static final LoraTargets SDXL = targets("tiny-sdxl");

  private static final String ATTENTION = "down_blocks.0.attentions.0.transformer_blocks.0.attn1.";
  private static final String FLAT = "lora_unet_" + ATTENTION.replace('.', '_');
  private static final String TEXT = "text_model.encoder.layers.1.";

  @TempDir Path folder;

  private static LoraTargets targets(String checkpoint) {
    return LoraTargets.of(
        Checkpoint.open(hadoop(goldens("checkpoints/" + checkpoint)), Optional.empty(), HADOOP));
  }

  private static List<LoraDelta> open(Path path, LoraTargets targets) {
    try (LoraFile lora = LoraFile.open(hadoop(path), targets, HADOOP)) {
      return lora.deltas();
    }
  }

  private List<LoraDelta> open(TensorFile file) {
    return open(file.write(folder.resolve("lora.safetensors")), SD1);
  }

  private static int rank(LoraDelta delta) {
    return delta.factors().get(0).rank().orElseThrow();
  }

  private static Map<Component, Long> counts(List<LoraDelta> deltas) {
    return deltas.stream()
        .collect(Collectors.groupingBy(LoraDelta::component, Collectors.counting()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora-peft", "lora-old"})
  void readsDiffusersFilesNewAndOld(String name) {
    List<LoraDelta> deltas = open(goldens("pipelines/adapters/" + name + ".safetensors"), SD1);
    assertThat(counts(deltas)).containsExactly(Map.entry(Component.UNET, 128L));
    assertThat(deltas)
        .allMatch(delta -> rank(delta) == 4 && delta.scale() == 1)
        .extracting(LoraDelta::target)
        .contains(ATTENTION + "to_q.weight", ATTENTION + "to_out.0.weight");
  }

  @Test
  void readsKohyasFilesWithAlphaConvolutionsAndTextEncoder() {
    List<LoraDelta> deltas = open(goldens("pipelines/adapters/lora-kohya.safetensors"), SD1);
    assertThat(counts(deltas))
        .containsOnly(Map.entry(Component.UNET, 214L), Map.entry(Component.TEXT_ENCODER, 20L));
    assertThat(deltas)
        .allMatch(delta -> delta.scale() == (delta.component() == Component.UNET ? 0.5 : 1))
        .extracting(LoraDelta::target)
        .contains("down_blocks.0.resnets.0.conv1.weight", TEXT + "self_attn.out_proj.weight");
  }

  @Test
  void readsLatentDiffusionsBlockNumbers() {
    List<LoraDelta> deltas = open(goldens("pipelines/adapters/lora-sdxl-kohya.safetensors"), SDXL);
    assertThat(counts(deltas))
        .containsOnlyKeys(Component.UNET, Component.TEXT_ENCODER, Component.TEXT_ENCODER_2);
    assertThat(deltas)
        .hasSize(178)
        .extracting(LoraDelta::target)
        .contains(
            "down_blocks.1.attentions.0.proj_in.weight",
            "mid_block.attentions.0.transformer_blocks.1.ff.net.0.proj.weight",
            "up_blocks.1.attentions.1.proj_out.weight");
  }

  @ParameterizedTest
  @CsvSource({
    "unet.%sto_q.lora_A.weight,               unet.%<sto_q.lora_B.weight",
    "unet.%sto_q.lora.down.weight,            unet.%<sto_q.lora.up.weight",
    "unet.%sprocessor.to_q_lora.down.weight,  unet.%<sprocessor.to_q_lora.up.weight",
    "%sprocessor.to_q_lora.down.weight,       %<sprocessor.to_q_lora.up.weight",
    "base_model.model.%sto_q.lora_A.weight,   base_model.model.%<sto_q.lora_B.weight",
    "base_model.model.unet.%sto_q.lora_A.default.weight,"
        + " base_model.model.unet.%<sto_q.lora_B.default.weight",
    "diffusion_model.%sto_q.lora_A.weight,    diffusion_model.%<sto_q.lora_B.weight"
  })
  void understandsTheUnetsNames(String down, String up) {
    String names = (down + " " + up).formatted(ATTENTION);
    assertThat(openPair(names.split(" ")[0], names.split(" ")[1], 16, 16).target())
        .isEqualTo(ATTENTION + "to_q.weight");
  }

  @ParameterizedTest
  @CsvSource({
    "text_encoder.text_model.encoder.layers.1.self_attn.q_proj.lora_A.weight",
    "text_encoder.encoder.layers.1.self_attn.q_proj.lora_A.weight",
    "text_encoder.text_model.encoder.layers.1.self_attn.q_proj.lora_linear_layer.down.weight",
    "text_encoder.text_model.encoder.layers.1.self_attn.to_q_lora.down.weight",
    "lora_te_text_model_encoder_layers_1_self_attn_q_proj.lora_down.weight",
    "lora_te1_text_model_encoder_layers_1_self_attn_q_proj.lora_down.weight"
  })
  void understandsTheTextEncodersNames(String down) {
    LoraDelta delta =
        openPair(down, down.replace("down", "up").replace("lora_A", "lora_B"), 32, 32);
    assertThat(delta.component()).isEqualTo(Component.TEXT_ENCODER);
    assertThat(delta.target()).isEqualTo(TEXT + "self_attn.q_proj.weight");
  }

  /** ComfyUI's exporters and some trainers keep latent diffusion's names, with dots. */
  @ParameterizedTest
  @ValueSource(strings = {"unet.", "diffusion_model.", "model.diffusion_model.", "lora_unet_"})
  void understandsLatentDiffusionsNames(String prefix) {
    String module = prefix + "input_blocks.1.1.transformer_blocks.0.attn1.to_q";
    if (prefix.endsWith("_")) {
      module = module.replace('.', '_');
    }
    assertThat(openPair(module + ".lora_down.weight", module + ".lora_up.weight", 16, 16).target())
        .isEqualTo(ATTENTION + "to_q.weight");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "transformer.single_transformer_blocks.0.attn.to_q.lora_A.weight | it is made for a diffusion"
            + " transformer (FLUX, Stable Diffusion 3 and their kin); only models with a U-Net run"
            + " here, and they take LoRAs that were trained for them",
        "lora_unet_double_blocks_0_img_attn_proj.lora_down.weight | it is made for a diffusion"
            + " transformer (FLUX, Stable Diffusion 3 and their kin); only models with a U-Net run"
            + " here, and they take LoRAs that were trained for them",
        "emb_params | it is a textual inversion; name it in the column embeddings",
      })
  void namesWhatAFileIsThatIsNoLora(String tensor, String what) {
    assertModelFailure(
        () -> open(new TensorFile().add(tensor, DType.F32, 4, 16)),
        "Cannot use LoRA %s/lora.safetensors: by its tensor %s %s",
        folder,
        tensor,
        what);
  }

  @Test
  void readsPeftsFoldersWithTheirConfiguration() throws IOException {
    pair(ATTENTION + "to_q")
        .add("unet." + ATTENTION + "to_k.lora_A.weight", DType.F32, 4, 16)
        .add("unet." + ATTENTION + "to_k.lora_B.weight", DType.F32, 16, 4)
        .write(folder.resolve("adapter_model.safetensors"));
    Files.writeString(
        folder.resolve("adapter_config.json"),
        "{\"r\": 8, \"lora_alpha\": 8, \"rank_pattern\": {\"to_q\": 4},"
            + " \"alpha_pattern\": {\"attn[12].to_k\": 2}}");
    assertThat(open(folder, SD1)).extracting(LoraDelta::scale).containsExactly(2.0, 0.5);
    assertThat(open(folder.resolve("adapter_model.safetensors"), SD1))
        .extracting(LoraDelta::scale)
        .containsExactly(2.0, 0.5);
  }

  @Test
  void takesTheOneFileOfAFolder() {
    pair(ATTENTION + "to_q").write(folder.resolve("horse.safetensors"));
    assertThat(open(folder, SD1)).hasSize(1);
    pair(ATTENTION + "to_q").write(folder.resolve("dog.safetensors"));
    assertModelFailure(
        () -> open(folder, SD1),
        "Cannot choose among the adapters in the folder %s: name one of dog.safetensors,"
            + " horse.safetensors",
        folder);
  }

  @Test
  void readsTheWordsThatAFileBringsAlong() {
    TensorFile file =
        pair(ATTENTION + "to_q")
            .add("bundle_emb.sks-dog.clip_l", DType.F32, 2, 32)
            .add("bundle_emb.house.string_to_param.*", DType.F32, 1, 32);
    try (LoraFile lora =
        LoraFile.open(hadoop(file.write(folder.resolve("l.safetensors"))), SD1, HADOOP)) {
      assertThat(lora.deltas()).hasSize(1);
      assertThat(lora.embeddings()).containsOnlyKeys("sks-dog", "house");
      assertThat(lora.embeddings().get("sks-dog").vectors().get(Component.TEXT_ENCODER).count())
          .isEqualTo(2);
    }
  }

  private LoraDelta openPair(String down, String up, long inputs, long outputs) {
    TensorFile file =
        new TensorFile().add(down, DType.F16, 2, inputs).add(up, DType.F16, outputs, 2);
    List<LoraDelta> deltas = open(file);
    assertThat(deltas).hasSize(1);
    return deltas.get(0);
  }

  @Test
  void readsDecomposedConvolutions() {
    String module = "lora_unet_down_blocks_0_resnets_0_conv1";
    LoraDelta delta =
        open(new TensorFile()
                .add(module + ".lora_down.weight", DType.F32, 4, 16, 1, 1)
                .add(module + ".lora_mid.weight", DType.F32, 4, 4, 3, 3)
                .add(module + ".lora_up.weight", DType.F32, 16, 4, 1, 1))
            .get(0);
    assertThat(delta.factors().get(0).core())
        .hasValueSatisfying(core -> assertThat(core.shape()).hasSize(4));
  }

  @Test
  void takesPeftsOwnConfiguration() {
    TensorFile file =
        pair(ATTENTION + "to_q")
            .add("unet." + ATTENTION + "to_k.lora_A.weight", DType.F32, 4, 16)
            .add("unet." + ATTENTION + "to_k.lora_B.weight", DType.F32, 16, 4)
            .metadata(
                "lora_adapter_metadata",
                "{\"unet.lora_alpha\":8,\"unet.alpha_pattern\":{\"attn1.to_k\":2}}");
    assertThat(open(file)).extracting(LoraDelta::scale).containsExactly(2.0, 0.5);
    file.metadata("lora_adapter_metadata", "{\"unet.lora_alpha\":8,\"unet.use_rslora\":true}");
    assertThat(open(file)).extracting(LoraDelta::scale).containsExactly(4.0, 4.0);
  }

  private static TensorFile pair(String module) {
    return new TensorFile()
        .add("unet." + module + ".lora_A.weight", DType.F32, 4, 16)
        .add("unet." + module + ".lora_B.weight", DType.F32, 16, 4);
  }

  @Test
  void namesKeysThatMatchNothing() {
    TensorFile file =
        pair(ATTENTION + "to_q")
            .add("lora_unet_nowhere.lora_down.weight", DType.F32, 4, 16)
            .add(FLAT + "to_q.unheard_of", DType.F32, 4, 16);
    assertModelFailure(
        () -> open(file),
        "Cannot use LoRA %s/lora.safetensors: the model has nothing that"
            + " lora_unet_nowhere.lora_down.weight, %sto_q.unheard_of would change",
        folder,
        FLAT);
    for (int i = 0; i < 9; i++) {
      file.add("k" + i, DType.F32, 1);
    }
    assertModelFailure(
        () -> open(file),
        "Cannot use LoRA %s/lora.safetensors: the model has nothing that"
            + " lora_unet_nowhere.lora_down.weight, %sto_q.unheard_of, k0, k1, k2 and 6 more would"
            + " change",
        folder,
        FLAT);
  }

  @Test
  void refusesWhatDoesNotFitTheWeight() {
    assertModelFailure(
        () -> openPair(FLAT + "to_q.lora_down.weight", FLAT + "to_q.lora_up.weight", 16, 17),
        "Cannot use LoRA %s/lora.safetensors: %sto_q.lora_up.weight F16 [17, 2] and"
            + " %<sto_q.lora_down.weight F16 [2, 16] do not make a change of %sto_q.weight [16, 16]",
        folder,
        FLAT,
        ATTENTION);
    assertModelFailure(
        () -> open(new TensorFile().add(FLAT + "to_q.lora_down.weight", DType.F32, 4, 16)),
        "Cannot use LoRA %s/lora.safetensors: %sto_q has no tensor for the way up",
        folder,
        FLAT);
    assertModelFailure(
        () ->
            open(
                pair(ATTENTION + "to_q")
                    .add(FLAT + "to_q.lora_down.weight", DType.F32, 4, 16)
                    .add(FLAT + "to_q.lora_up.weight", DType.F32, 16, 4)),
        "Cannot use LoRA %s/lora.safetensors: it changes %sto_q.weight of the unet twice",
        folder,
        ATTENTION);
  }
}

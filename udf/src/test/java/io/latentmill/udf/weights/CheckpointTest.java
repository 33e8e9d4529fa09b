package io.latentmill.udf.weights;

import static io.latentmill.udf.weights.Fixtures.HADOOP;
import static io.latentmill.udf.weights.Fixtures.assertModelFailure;
import static io.latentmill.udf.weights.Fixtures.goldens;
import static io.latentmill.udf.weights.Fixtures.hadoop;
import static io.latentmill.udf.weights.Fixtures.write;
import static io.latentmill.udf.weights.Fixtures.writeVectors;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final String ALL =
      """
      {"_class_name":"StableDiffusionPipeline","unet":["diffusers","UNet2DConditionModel"],
       "text_encoder_2":[null,null]}""";

  @TempDir Path folder;

  private static Checkpoint open(Path path) {
    return Checkpoint.open(hadoop(path), Optional.empty(), HADOOP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny-sd1",
        "tiny-sd1-inpaint",
        "tiny-sd1-lcm",
        "tiny-sd2-v",
        "tiny-sdxl",
        "tiny-sdxl-refiner"
      })
  void opensEveryPublishedLayout(String name) {
    Checkpoint checkpoint = open(goldens("checkpoints/" + name));
    for (Component component : Component.values()) {
      if (checkpoint.has(component) && component.hasWeights()) {
        assertThat(checkpoint.config(component).isObject()).isTrue();
        try (TensorSource weights = checkpoint.weights(component)) {
          assertThat(weights.names()).isNotEmpty();
          weights
              .names()
              .forEach(tensor -> assertThat(weights.read(tensor).hasRemaining()).isTrue());
        }
      }
    }
    assertThat(checkpoint.has(Component.UNET)).isTrue();
    assertThat(checkpoint.config(Component.SCHEDULER).path("_class_name").asText())
        .endsWith("Scheduler");
  }

  @Test
  void tellsWhichComponentsThereAre() {
    Checkpoint refiner = open(goldens("checkpoints/tiny-sdxl-refiner"));
    assertThat(refiner.has(Component.TEXT_ENCODER)).isFalse();
    assertThat(refiner.has(Component.TEXT_ENCODER_2)).isTrue();
    assertThat(refiner.text("tokenizer_2/tokenizer.json")).isPresent();
    assertThat(refiner.text("tokenizer_2/vocab.json")).isEmpty();
  }

  @Test
  void showsOldVaeAttentionByItsModernNames() {
    try (TensorSource vae = open(goldens("checkpoints/tiny-sd1")).weights(Component.VAE)) {
      assertThat(vae.names())
          .contains(
              "decoder.mid_block.attentions.0.to_q.weight",
              "decoder.mid_block.attentions.0.to_out.0.bias")
          .noneMatch(name -> name.matches(".*(query|key|value|proj_attn).*"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-sd1", "tiny-sd2-v", "tiny-sdxl"})
  void showsTextEncodersWithTheirPrefixAndWithoutPositionIds(String name) {
    try (TensorSource text = open(goldens("checkpoints/" + name)).weights(Component.TEXT_ENCODER)) {
      assertThat(text.names())
          .contains("text_model.embeddings.token_embedding.weight")
          .allMatch(tensor -> tensor.startsWith("text_model."))
          .noneMatch(tensor -> tensor.endsWith("position_ids"));
    }
  }

  @Test
  void listsTheFilesThatAreUsedWithTheirDigests() {
    Checkpoint checkpoint = open(goldens("checkpoints/tiny-sdxl"));
    assertThat(checkpoint.files())
        .extracting(ModelFile::name)
        .contains(
            "model_index.json",
            "scheduler/scheduler_config.json",
            "tokenizer/merges.txt",
            "unet/diffusion_pytorch_model.safetensors.index.json",
            "unet/diffusion_pytorch_model-00002-of-00002.safetensors")
        .doesNotHaveDuplicates();
  }

  @Test
  void prefersFullPrecisionAndFallsBackToTheVariant() {
    write(folder.resolve("model_index.json"), ALL);
    writeVectors(folder.resolve("unet/diffusion_pytorch_model.fp16.safetensors"), "half");
    assertThat(unetNames()).containsExactly("half");
    writeVectors(folder.resolve("unet/diffusion_pytorch_model.safetensors"), "full");
    assertThat(unetNames()).containsExactly("full");
    assertThat(open(folder).files())
        .extracting(ModelFile::name)
        .containsExactly("model_index.json", "unet/diffusion_pytorch_model.safetensors");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "diffusion_pytorch_model.safetensors.index.json",
        "diffusion_pytorch_model.fp16.safetensors.index.json",
        "diffusion_pytorch_model.safetensors.index.fp16.json"
      })
  void readsShardsInTheOrderOfTheirData(String index) {
    write(folder.resolve("model_index.json"), ALL);
    write(
        folder.resolve("unet/" + index),
        "{\"weight_map\":{\"c\":\"2.safetensors\",\"b\":\"1.safetensors\",\"a\":\"1.safetensors\"}}");
    writeVectors(folder.resolve("unet/1.safetensors"), "b", "not-in-the-index", "a");
    writeVectors(folder.resolve("unet/2.safetensors"), "c");
    assertThat(unetNames()).containsExactly("b", "a", "c");
    assertThat(open(folder).files()).hasSize(4);
  }

  @Test
  void refusesAnIndexThatLeadsElsewhere() {
    write(folder.resolve("model_index.json"), ALL);
    for (String place : List.of("../secret.safetensors", "/etc/x.safetensors", "x.bin", "..")) {
      write(folder.resolve(index()), "{\"weight_map\":{\"a\":\"" + place + "\"}}");
      assertModelFailure(
          this::unetNames,
          "Cannot read tensor a of %s/%s: \"%s\" is not the name of a safetensors file beside it",
          folder,
          index(),
          place);
    }
  }

  @Test
  void refusesAnIndexThatItsShardsDoNotBear() {
    write(folder.resolve("model_index.json"), ALL);
    write(folder.resolve(index()), "{\"weight_map\":{\"a\":\"1.safetensors\"}}");
    assertModelFailure(this::unetNames, "Cannot open %s/unet/1.safetensors: no such file", folder);
    writeVectors(folder.resolve("unet/1.safetensors"), "b");
    assertModelFailure(
        this::unetNames,
        "Cannot read tensor a of %s/%s: %s/unet/1.safetensors does not hold it",
        folder,
        index(),
        folder);
    write(folder.resolve(index()), "{}");
    assertModelFailure(this::unetNames, "Cannot read %s/%s: it has no weight_map", folder, index());
  }

  @Test
  void neverOpensPickledPython() {
    write(folder.resolve("model_index.json"), ALL);
    write(folder.resolve("unet/diffusion_pytorch_model.bin"), "cos\nsystem\n");
    assertModelFailure(
        this::unetNames,
        "Cannot read %s/unet/diffusion_pytorch_model.bin: it is pickled Python, which may run any"
            + " code and is never opened; take the model's safetensors files, or convert it with"
            + " save_pretrained(safe_serialization=True)",
        folder);
  }

  @Test
  void namesWhatIsMissing() {
    assertModelFailure(
        () -> open(folder),
        "Cannot open %s: it has no model_index.json, which a diffusers folder has",
        folder);
    write(folder.resolve("model_index.json"), ALL);
    assertModelFailure(
        () -> open(folder).config(Component.UNET),
        "Cannot open %s/unet/config.json: no such file",
        folder);
    assertModelFailure(
        this::unetNames,
        "Cannot find weights in %s: there is neither unet/diffusion_pytorch_model.safetensors nor"
            + " unet/model.safetensors, nor a variant or an index of them",
        folder);
    write(folder.resolve("model_index.json"), "[]");
    assertModelFailure(
        () -> open(folder), "Cannot read %s/model_index.json: not a JSON object", folder);
    assertModelFailure(
        () -> open(folder.resolve("absent")), "Cannot open %s/absent: no such file", folder);
  }

  private List<String> unetNames() {
    try (TensorSource unet = open(folder).weights(Component.UNET)) {
      return List.copyOf(unet.names());
    }
  }

  private static String index() {
    return "unet/diffusion_pytorch_model.safetensors.index.json";
  }
}

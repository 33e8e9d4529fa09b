package io.latentmill.udf.weights;

import static io.latentmill.udf.weights.Fixtures.HADOOP;
import static io.latentmill.udf.weights.Fixtures.assertModelFailure;
import static io.latentmill.udf.weights.Fixtures.goldens;
import static io.latentmill.udf.weights.Fixtures.hadoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The references hold each model twice: as a folder and as one latent-diffusion file. */
class SingleFileCheckpointTest {

  private static Path folder(String name) {
    return goldens("checkpoints/" + name);
  }

  private static Checkpoint open(String name) {
    return Checkpoint.open(
        hadoop(folder(name + ".safetensors")), Optional.of(hadoop(folder(name))), HADOOP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-sd1", "tiny-sd2-v", "tiny-sdxl"})
  void holdsTheFoldersTensorsBitForBit(String name) {
    Checkpoint single = open(name);
    Checkpoint diffusers = Checkpoint.open(hadoop(folder(name)), Optional.empty(), HADOOP);
    for (Component component : Component.values()) {
      assertThat(single.has(component)).isEqualTo(diffusers.has(component));
      if (single.has(component) && component.hasWeights()) {
        try (TensorSource actual = single.weights(component);
            TensorSource expected = diffusers.weights(component)) {
          assertSame(actual, expected);
        }
      }
    }
  }

  private static void assertSame(TensorSource actual, TensorSource expected) {
    assertThat(actual.names()).containsExactlyInAnyOrderElementsOf(expected.names());
    for (String name : expected.names()) {
      assertThat(actual.info(name)).isEqualTo(expected.info(name));
      assertThat(Fixtures.bytes(actual, name)).as(name).isEqualTo(Fixtures.bytes(expected, name));
    }
  }

  @Test
  void readsPartOfATransposedTensor() {
    try (TensorSource text = open("tiny-sdxl").weights(Component.TEXT_ENCODER_2)) {
      byte[] whole = Fixtures.bytes(text, "text_projection.weight");
      java.nio.ByteBuffer part = java.nio.ByteBuffer.allocate(5);
      text.read("text_projection.weight", 97, part);
      assertThat(part.array()).isEqualTo(Arrays.copyOfRange(whole, 97, 102));
    }
  }

  @Test
  void takesConfigurationAndTokenizerFromTheNamedFolder() {
    Checkpoint single = open("tiny-sdxl");
    assertThat(single.config(Component.UNET).path("layers_per_block").asInt()).isEqualTo(1);
    assertThat(single.text("tokenizer_2/tokenizer.json")).isPresent();
    assertThat(single.files())
        .extracting(ModelFile::name)
        .startsWith("tiny-sdxl.safetensors", "model_index.json")
        .contains("tokenizer/vocab.json")
        .noneMatch(name -> name.startsWith("unet/diffusion"));
  }

  @Test
  void namesATensorThatTheConfigurationHasNoPlaceFor() {
    Checkpoint mixed =
        Checkpoint.open(
            hadoop(folder("tiny-sd1.safetensors")),
            Optional.of(hadoop(folder("tiny-sdxl"))),
            HADOOP);
    assertThatThrownBy(() -> mixed.weights(Component.UNET))
        .hasMessageMatching(
            "Cannot use tensor model\\.diffusion_model\\.\\S+ in \\S+tiny-sd1\\.safetensors:"
                + " the configuration has no place for it");
    assertThat(mixed.has(Component.TEXT_ENCODER_2)).isFalse();
    assertModelFailure(
        () -> mixed.weights(Component.TEXT_ENCODER_2),
        "Cannot find the text_encoder_2 in %s: it holds no tensors of one",
        folder("tiny-sd1.safetensors"));
  }

  @Test
  void refusesAModelConfigurationForAFolder() {
    assertThatThrownBy(
            () ->
                Checkpoint.open(
                    hadoop(folder("tiny-sd1")), Optional.of(hadoop(folder("tiny-sd1"))), HADOOP))
        .hasMessage(
            "--model-config %s: the model %<s is a folder with configurations of its own",
            folder("tiny-sd1"));
  }

  @Test
  void asksForTheConfigurationOfAnUnpublishedShape() {
    assertModelFailure(
        () -> Checkpoint.open(hadoop(folder("tiny-sd1.safetensors")), Optional.empty(), HADOOP),
        "Cannot recognise the family of %s: a U-Net of 16 channels that attends to text of width 32"
            + " is none of the published ones; name a diffusers folder that has its configuration"
            + " with --model-config",
        folder("tiny-sd1.safetensors"));
    Path noModel = goldens("pipelines/adapters/lora-peft.safetensors");
    assertModelFailure(
        () -> Checkpoint.open(hadoop(noModel), Optional.empty(), HADOOP),
        "Cannot open %s: it is no latent-diffusion checkpoint, having no tensor"
            + " model.diffusion_model.input_blocks.0.0.weight; it is a LoRA or one of its kin: it belongs"
            + " in the column loras; inspect --adapter tells what it changes",
        noModel);
  }
}

package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCheckTest {
  private static final Configuration CONFIGURATION = new Configuration(false);
  private static final Path CHECKPOINTS = GoldenTensors.folder().resolve("checkpoints");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny-sd1",
        "tiny-sd2-v",
        "tiny-sdxl",
        "tiny-sdxl-refiner",
        "tiny-sd1-inpaint",
        "tiny-sd1-lcm"
      })
  void findsNoFaultWithWhatDiffusersRuns(String checkpoint) {
    assertThat(faults(PipelineSpec.of(CHECKPOINTS.resolve(checkpoint).toUri().toString())))
        .isEmpty();
  }

  @Test
  void findsNoFaultWithTheEmbeddedModel() {
    assertThat(faults(PipelineSpec.embedded())).isEmpty();
  }

  @Test
  void namesEveryPartThatIsWrong() throws IOException {
    Path model = copy(CHECKPOINTS.resolve("tiny-sd1"));
    replace(model.resolve("unet/config.json"), "\"out_channels\": 4", "\"out_channels\": 5");
    replace(
        model.resolve("scheduler/scheduler_config.json"),
        "\"steps_offset\": 1",
        "\"steps_offset\": -3");
    Files.writeString(model.resolve("latentmill.properties"), "guidance = 3\n");
    String path = "file:" + model + "/";
    assertThat(faults(PipelineSpec.of(path)))
        .containsExactly(
            "scheduler_config.json: steps_offset = -3 is not a whole number in 0..1000000 (sampler pndm)",
            path
                + "unet/diffusion_pytorch_model.safetensors does not fit its configuration:"
                + " conv_out.weight is [4, 16, 3, 3], expected [5, 16, 3, 3],"
                + " conv_out.bias is [4], expected [5]",
            "file:"
                + model
                + " cannot run: its U-Net predicts 5 channels (out_channels); supported are 4",
            "Cannot read "
                + path
                + "latentmill.properties: unknown keys guidance;"
                + " known are guidance-rescale, guidance-scale, sampler, steps");
  }

  @Test
  void checksAVaeFromElsewhereInPlaceOfTheModelsOwn() {
    String model = CHECKPOINTS.resolve("tiny-sd1").toUri().toString();
    String vae = CHECKPOINTS.resolve("tiny-taesd").toUri().toString();
    assertThat(faults(new PipelineSpec(model, null, vae, null))).isEmpty();
  }

  @Test
  void holdsARefinerAgainstItsModel() {
    String model = CHECKPOINTS.resolve("tiny-sd1").toUri().toString();
    String refiner = CHECKPOINTS.resolve("tiny-sdxl-refiner").toUri().toString();
    String large = CHECKPOINTS.resolve("tiny-sdxl").toUri().toString();
    assertThat(faults(PipelineSpec.of(large).refinedBy(refiner))).isEmpty();
    assertThat(faults(PipelineSpec.of(model).refinedBy(refiner)))
        .containsExactly(
            bare(model) + " is of family sd1 and cannot be refined: --refiner takes models of XL");
    assertThat(faults(PipelineSpec.of(large).refinedBy(model)))
        .containsExactly(
            bare(model) + " is of family sd1 and cannot refine: --refiner takes models of XL");
  }

  private static String bare(String uri) {
    return uri.replaceAll("/+$", "").replaceFirst("^file:/+", "file:/");
  }

  /** Each part is whole; it is another's place that it does not fit. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text_encoder | tiny-sd2-v/text_encoder | the U-Net attends to text of width 32"
            + " (cross_attention_dim), text_encoder gives 48",
        "unet | tiny-sdxl/unet | the U-Net attends to text of width 80 (cross_attention_dim),"
            + " text_encoder gives 32; a model of this family has a text_encoder and a"
            + " text_encoder_2",
        "unet | tiny-sdxl/unet | the U-Net takes a pooled text embedding, and its last text encoder,"
            + " text_encoder, has no projection that gives one",
        "tokenizer | ../clip-tokenizer | the tokenizer gives ids up to 49407, the text_encoder knows"
            + " 870 words",
      })
  void namesPartsThatDoNotFitTogether(String part, String other, String fault) throws IOException {
    Path model = copy(CHECKPOINTS.resolve("tiny-sd1"));
    copy(CHECKPOINTS.resolve(other).normalize(), model.resolve(part));
    String path = "file:" + model;
    assertThat(faults(PipelineSpec.of(path))).contains(path + " does not fit together: " + fault);
    assertThatThrownBy(
            () -> PipelineLoader.load(PipelineSpec.of(path), Device.cpu(), CONFIGURATION))
        .isInstanceOf(LatentmillException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void refusesChannelsThatNothingFills() throws IOException {
    Path model = copy(CHECKPOINTS.resolve("tiny-sd1"));
    replace(model.resolve("unet/config.json"), "\"in_channels\": 4", "\"in_channels\": 6");
    String path = "file:" + model;
    assertThat(faults(PipelineSpec.of(path)))
        .contains(
            path
                + " cannot run: its U-Net takes 6 channels (in_channels); supported are 4, 9 for"
                + " inpainting, and 8 for editing with Stable Diffusion 1 and 2");
  }

  /** Models of the family that ask for more than is given, each with what to do instead. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"in_channels\": 4 | \"in_channels\": 5 | a depth-to-image model (5 channels); take an"
            + " ordinary model and a ControlNet for depth in the column controlnets",
        "\"in_channels\": 4 | \"in_channels\": 7 | the x4 upscaler (7 channels); generate at the size"
            + " you want, or from an init_image of it",
        "\"class_embed_type\": null | \"class_embed_type\": \"projection\" | an unCLIP model (its"
            + " class embedding is an image's); take an ordinary model of SD 1.5 or XL and an"
            + " IP-Adapter in the column ip_adapters",
      })
  void refusesKinByName(String from, String to, String reason) throws IOException {
    Path model = copy(CHECKPOINTS.resolve("tiny-sd1"));
    replace(model.resolve("unet/config.json"), from, to);
    String path = "file:" + model;
    assertThat(faults(PipelineSpec.of(path))).contains(path + " cannot run: it is " + reason);
  }

  @Test
  void namesAVaeOfOtherLatents() throws IOException {
    Path model = copy(CHECKPOINTS.resolve("tiny-sd1"));
    replace(model.resolve("vae/config.json"), "\"latent_channels\": 4", "\"latent_channels\": 16");
    String path = "file:" + model;
    assertThat(faults(PipelineSpec.of(path)))
        .anyMatch(fault -> fault.contains("conv_in.weight"))
        .hasSize(1);
  }

  private static List<String> faults(PipelineSpec spec) {
    return ModelCheck.faults(spec, PipelineLoader.open(spec, CONFIGURATION), CONFIGURATION);
  }

  private Path copy(Path model) throws IOException {
    return copy(model, folder.resolve(model.getFileName()));
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      paths.forEach(path -> copyOne(path, to.resolve(from.relativize(path).toString())));
    }
    return to;
  }

  private static void copyOne(Path from, Path to) {
    try {
      if (Files.isDirectory(from)) {
        Files.createDirectories(to);
      } else {
        Files.write(to, Files.readAllBytes(from));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void replace(Path file, String old, String changed) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(old);
    Files.writeString(file, text.replace(old, changed));
  }
}

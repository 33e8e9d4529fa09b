package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.ControlNetUse;
import io.latentmill.udf.request.Embedding;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.request.ImageSource;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.Lora;
import io.latentmill.udf.request.RequestColumn;
import io.latentmill.udf.training.RelativeError;
import io.latentmill.udf.training.adapter.AdapterTraining;
import io.latentmill.udf.training.adapter.Method;
import io.latentmill.udf.training.file.Checkpoint;
import io.latentmill.udf.training.file.TrainedFile;
import io.latentmill.udf.weights.Component;
import io.latentmill.udf.weights.SafetensorsFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * What is trained works in the columns of the prompt table at once. The files stay in the build
 * folder, from which diffusers draws its references.
 */
class TrainedAdaptersTest {
  private static final Path FOLDER = Path.of("target", "trained-adapters");
  private static final Configuration CONFIGURATION = new Configuration(false);
  private static final Pipelines PIPELINES = new Pipelines();

  @AfterAll
  static void close() {
    PIPELINES.close();
  }

  @Test
  void aLoraChangesTheImageAndGoesAgain() throws Exception {
    StableDiffusion pipeline = PIPELINES.get("tiny-sd1");
    Generated before = TrainingFixture.image(pipeline, "lora", Map.of());
    train(Method.LORA, "lora", "a red circle");
    Lora lora = new Lora(stored("lora/pytorch_lora_weights.safetensors"), 1);
    Generated with =
        TrainingFixture.image(pipeline, "lora", Map.of(RequestColumn.LORAS, List.of(lora)));
    assertThat(with.latents().values()).isNotEqualTo(before.latents().values());
    assertThat(TrainingFixture.image(pipeline, "lora", Map.of()).rgb()).isEqualTo(before.rgb());
    assertDrawnByDiffusers("lora", with);
  }

  @Test
  void aLearnedWordServesInPrompts() throws Exception {
    StableDiffusion pipeline = PIPELINES.get("tiny-sd1");
    train(Method.TEXTUAL_INVERSION, "word", "a <shape> circle");
    Embedding word = new Embedding(stored("word/learned_embeds.safetensors"), "<shape>");
    Generated with =
        TrainingFixture.image(
            pipeline,
            "word",
            Map.of(
                RequestColumn.PROMPT, "a <shape> circle", RequestColumn.EMBEDDINGS, List.of(word)));
    assertThat(with.latents().values())
        .isNotEqualTo(TrainingFixture.image(pipeline, "word", Map.of()).latents().values());
    assertDrawnByDiffusers("word", with);
  }

  /**
   * Without a reference: AdamW makes whole steps of gradients that are all rounding, as those
   * behind convolutions of zeros are at first, so that each kind of processor trains another one.
   */
  @Test
  void aControlNetSteers() throws Exception {
    StableDiffusion pipeline = PIPELINES.get("tiny-sd1");
    train(Method.CONTROLNET, "controlnet", "a red circle");
    ControlNetUse use =
        new ControlNetUse(
            stored("controlnet"), new ImageSource.Inline(png(TrainingFixture.disc(30))), 1, 0, 1);
    Generated with =
        TrainingFixture.image(
            pipeline, "controlnet", Map.of(RequestColumn.CONTROLNETS, List.of(use)));
    assertThat(with.latents().values())
        .isNotEqualTo(TrainingFixture.image(pipeline, "controlnet", Map.of()).latents().values());
  }

  @Test
  void aTrainedUnetTakesTheBasesPlace() throws Exception {
    Path model = FOLDER.resolve("model");
    copyCheckpoint(model);
    train(Method.FULL, "full", "a red circle");
    for (String file : List.of("config.json", "diffusion_pytorch_model.safetensors")) {
      Files.copy(
          FOLDER.resolve("full/unet").resolve(file),
          model.resolve("unet").resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Generated with =
        TrainingFixture.image(
            PIPELINES.get(PipelineSpec.of(model.toUri().toString())), "full", Map.of());
    assertDrawnByDiffusers("full", with);
    assertThat(with.latents().values())
        .isNotEqualTo(
            TrainingFixture.image(PIPELINES.get("tiny-sd1"), "full", Map.of()).latents().values());
  }

  /**
   * {@code goldens-extra/training} holds the latents that diffusers drew with the files that this
   * test leaves behind. Trained parameters may differ by 3e-3 of their change.
   */
  private static void assertDrawnByDiffusers(String trained, Generated ours) {
    GoldenTensors reference =
        GoldenTensors.read(
            GoldenTensors.folder().resolveSibling("goldens-extra/training/trained.safetensors"));
    double error =
        new RelativeError().add(ours.latents().values(), reference.floats(trained)).value();
    assertThat(error).as(trained).isLessThan(3e-3);
  }

  /** Half the steps, a checkpoint, and the rest in another training. */
  @Test
  void interruptedTrainingEndsWithTheSameBytes() throws Exception {
    Networks networks = PIPELINES.get("tiny-sd1").networks();
    Path checkpoint = FOLDER.resolve("checkpoint.safetensors");
    Files.createDirectories(FOLDER);
    byte[] whole;
    try (AdapterTraining training =
        TrainingFixture.training(networks, Method.LORA, "a red circle")) {
      training.step();
      training.step();
      try (OutputStream stream = Files.newOutputStream(checkpoint)) {
        Checkpoint.write(training.trainer(), training.reports(), "same", stream);
      }
      whole = finished(training);
    }
    try (AdapterTraining training =
            TrainingFixture.training(networks, Method.LORA, "a red circle");
        SafetensorsFile file = open(checkpoint)) {
      training.resume(Checkpoint.restore(training.trainer(), "same", file));
      assertThat(training.reports()).hasSize(2);
      assertThat(finished(training)).isEqualTo(whole);
      assertThatThrownBy(() -> Checkpoint.restore(training.trainer(), "other", file))
          .isInstanceOf(LatentmillException.class)
          .hasMessageContaining("it was made with other settings, another model or other examples");
    }
  }

  @Test
  void examplesThatDoNotServeAreNamed() {
    Networks networks = PIPELINES.get("tiny-sd1").networks();
    assertThatThrownBy(
            () -> TrainingFixture.training(networks, Method.TEXTUAL_INVERSION, "a red circle"))
        .hasMessage("the caption \"a red circle\" does not name the word <shape>");
    assertThatThrownBy(
            () ->
                AdapterTraining.of(
                    networks, TrainingFixture.settings(Method.LORA).with(0, 1, 1), List.of()))
        .hasMessage("rank 0: must be at least 1");
    assertThatThrownBy(
            () -> AdapterTraining.of(networks, TrainingFixture.settings(Method.LORA), List.of()))
        .hasMessage("no example can be used");
  }

  private static byte[] finished(AdapterTraining training) throws IOException {
    while (!training.done()) {
      training.step();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TrainedFile file = files(training).get(0);
    file.content().writeTo(bytes);
    return bytes.toByteArray();
  }

  private static void train(Method method, String folder, String caption) throws IOException {
    try (AdapterTraining training =
        TrainingFixture.training(PIPELINES.get("tiny-sd1").networks(), method, caption)) {
      while (!training.done()) {
        training.step();
      }
      assertThat(training.reports()).hasSize(4);
      for (TrainedFile file : files(training)) {
        Path path = FOLDER.resolve(folder).resolve(file.name());
        Files.createDirectories(path.getParent());
        try (OutputStream stream = Files.newOutputStream(path)) {
          file.content().writeTo(stream);
        }
      }
    }
  }

  private static List<TrainedFile> files(AdapterTraining training) {
    return training.files(
        PipelineLoader.open(PipelineSpec.of(Pipelines.path("checkpoints/tiny-sd1")), CONFIGURATION)
            .config(Component.UNET));
  }

  private static byte[] png(RgbImage image) throws IOException {
    BufferedImage buffered =
        new BufferedImage(TrainingFixture.SIDE, TrainingFixture.SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < TrainingFixture.SIDE * TrainingFixture.SIDE; i++) {
      int red = image.rgb()[3 * i] & 255;
      int green = image.rgb()[3 * i + 1] & 255;
      int blue = image.rgb()[3 * i + 2] & 255;
      buffered.setRGB(
          i % TrainingFixture.SIDE, i / TrainingFixture.SIDE, red << 16 | green << 8 | blue);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(buffered, "png", bytes);
    return bytes.toByteArray();
  }

  private static String stored(String name) {
    return FOLDER.resolve(name).toAbsolutePath().toUri().toString();
  }

  private static SafetensorsFile open(Path path) {
    return SafetensorsFile.open(new org.apache.hadoop.fs.Path(path.toUri()), CONFIGURATION);
  }

  private static void copyCheckpoint(Path target) throws IOException {
    Path source = Path.of(URI.create(Pipelines.path("checkpoints/tiny-sd1")));
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(source.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}

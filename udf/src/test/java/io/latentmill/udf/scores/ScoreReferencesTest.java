package io.latentmill.udf.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.image.ImageDecoder;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.weights.ClipFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Scores beside those of transformers and diffusers, for whatever {@code cases.json} names. */
class ScoreReferencesTest {
  private static final Path FOLDER = GoldenTensors.folder().resolve("scores");
  private static final Configuration CONFIGURATION = new Configuration(false);
  private static final double TOLERANCE = 1e-4;

  private static JsonNode cases;
  private static GoldenTensors expected;
  private static List<RgbImage> images;

  @BeforeAll
  static void read() throws IOException {
    Torch.configure();
    cases = new ObjectMapper().readTree(FOLDER.resolve("cases.json").toFile());
    expected = GoldenTensors.read("scores/scores.safetensors");
    images = new ArrayList<>();
    for (String name : texts("images")) {
      byte[] file = Files.readAllBytes(FOLDER.resolve("images").resolve(name));
      images.add(ImageDecoder.decode(name, file, 1 << 20));
    }
  }

  @Test
  void preparesImagesBitByBit() {
    ClipFolder folder = ClipFolder.open(path("clip"), CONFIGURATION);
    try (ImageEmbedder embedder = ImageEmbedder.load(folder, Device.cpu())) {
      assertThat(embedder.pixels(images)).containsExactly(expected.floats("pixel_values"));
    }
  }

  @Test
  void embedsImagesAndTexts() {
    try (Clip clip = Clip.load(path("clip"), Device.cpu(), CONFIGURATION)) {
      float[][] pictures = clip.images(images);
      float[][] texts = clip.texts(texts("prompts"));
      assertClose(flat(pictures), expected.floats("image_embeds"));
      assertClose(flat(texts), expected.floats("text_embeds"));
      float[] cosines = new float[pictures.length * texts.length];
      for (int i = 0; i < cosines.length; i++) {
        cosines[i] = (float) Clip.cosine(pictures[i / texts.length], texts[i % texts.length]);
      }
      assertClose(cosines, expected.floats("cosine"));
    }
  }

  @Test
  void ratesByTheAestheticHead() {
    AestheticHead head = AestheticHead.open(path("aesthetic"), CONFIGURATION);
    try (Clip clip = Clip.load(path("clip"), Device.cpu(), CONFIGURATION)) {
      float[][] embeddings = clip.images(images);
      assertThat(head.inputs()).isEqualTo(embeddings[0].length);
      float[] scores = new float[embeddings.length];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (float) head.score(embeddings[i]);
      }
      assertClose(scores, expected.floats("aesthetic"));
    }
  }

  @Test
  void flagsWhatTheSafetyCheckerFlags() {
    try (SafetyChecker checker =
        SafetyChecker.load(path("safety_checker"), Device.cpu(), CONFIGURATION)) {
      List<SafetyChecker.Verdict> verdicts = checker.check(images);
      assertClose(
          flat(verdicts.stream().map(SafetyChecker.Verdict::cosines).toArray(float[][]::new)),
          expected.floats("concept_cosine"));
      assertClose(
          flat(
              verdicts.stream().map(SafetyChecker.Verdict::specialCosines).toArray(float[][]::new)),
          expected.floats("special_care_cosine"));
      int[] flags = verdicts.stream().mapToInt(verdict -> verdict.flagged() ? 1 : 0).toArray();
      assertThat(flags).containsExactly(expected.ints("flagged"));
      assertThat(flags).contains(0, 1);
    }
  }

  private static org.apache.hadoop.fs.Path path(String key) {
    return new org.apache.hadoop.fs.Path(FOLDER.resolve(cases.path(key).asText()).toUri());
  }

  private static List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    cases.path(key).forEach(node -> texts.add(node.asText()));
    return texts;
  }

  private static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = rows[i / rows[0].length][i % rows[0].length];
    }
    return flat;
  }

  private static void assertClose(float[] actual, float[] reference) {
    assertThat(actual).hasSameSizeAs(reference);
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i]).isCloseTo(reference[i], within(TOLERANCE));
    }
  }
}

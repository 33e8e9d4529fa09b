package io.latentmill.udf.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.image.ImageDecoder;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.pipeline.GenerationObserver;
import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.pipeline.StableDiffusion;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.RequestColumn;
import io.latentmill.udf.request.RequestValues;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.weights.ClipFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

  @Test
  void mapsAttentionAsTheReferencesDo() throws IOException {
    assertThat(cases.path("attention")).isNotEmpty();
    for (JsonNode json : cases.path("attention")) {
      GoldenTensors reference =
          GoldenTensors.read("scores/" + json.path("name").asText() + ".safetensors");
      Attention attention = new Attention();
      try (StableDiffusion pipeline =
          PipelineLoader.load(model(json), Device.cpu(), CONFIGURATION)) {
        pipeline.generate(List.of(request(json)), 1, attention);
      }
      assertClose(attention.mean(), reference.floats("maps"), 1e-3);
      assertClose(attention.image, reference.floats("image"), 1e-3);
    }
  }

  /** The embedded model's references name it as its folder is named. */
  private static PipelineSpec model(JsonNode json) {
    Path folder = GoldenTensors.folder().resolve("checkpoints").resolve(text(json, "checkpoint"));
    return Files.isDirectory(folder)
        ? PipelineSpec.of(folder.toUri().toString())
        : PipelineSpec.embedded();
  }

  private static GenerationRequest request(JsonNode json) {
    Map<RequestColumn, Object> values = new EnumMap<>(RequestColumn.class);
    values.put(RequestColumn.ID, text(json, "name"));
    values.put(RequestColumn.PROMPT, text(json, "prompt"));
    values.put(RequestColumn.SEED, json.path("seed").asLong());
    values.put(RequestColumn.WIDTH, json.path("width").asInt());
    values.put(RequestColumn.HEIGHT, json.path("height").asInt());
    values.put(RequestColumn.STEPS, json.path("steps").asInt());
    values.put(RequestColumn.GUIDANCE_SCALE, json.path("guidance_scale").asDouble());
    values.put(RequestColumn.SAMPLER, text(json, "sampler"));
    return GenerationRequest.of(new RequestValues(values));
  }

  private static String text(JsonNode json, String key) {
    return json.path(key).asText();
  }

  /** The mean of one row's maps over all steps, and its image [H, W, 3]. */
  private static final class Attention implements GenerationObserver {
    private float[] sum;
    private float[] image;
    private int steps;

    @Override
    public boolean seesAttention() {
      return true;
    }

    @Override
    public void onAttention(int index, NDArray maps) {
      float[] values = maps.toFloatArray();
      for (int i = 0; sum != null && i < values.length; i++) {
        values[i] += sum[i];
      }
      sum = values;
      steps++;
    }

    @Override
    public void onImage(int row, float[] rgb) {
      int pixels = rgb.length / 3;
      image = new float[rgb.length];
      for (int i = 0; i < rgb.length; i++) {
        image[i % pixels * 3 + i / pixels] = rgb[i];
      }
    }

    float[] mean() {
      float[] mean = new float[sum.length];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = sum[i] / steps;
      }
      return mean;
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
    assertClose(actual, reference, TOLERANCE);
  }

  private static void assertClose(float[] actual, float[] reference, double tolerance) {
    assertThat(actual).hasSameSizeAs(reference);
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i]).isCloseTo(reference[i], within(tolerance));
    }
  }
}

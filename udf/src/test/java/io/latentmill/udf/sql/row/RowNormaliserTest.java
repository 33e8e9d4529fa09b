package io.latentmill.udf.sql.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.request.ImageSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule for a single row. */
class RowNormaliserTest {
  private static final ImageSizes SIZES =
      (column, image) -> {
        String path = ((ImageSource.Stored) image).path();
        return path.equals("tiny.png")
            ? new ImageSizes.Pixels(70, 7)
            : new ImageSizes.Pixels(203, 150);
      };
  private static final RowNormaliser NORMALISER = new RowNormaliser(TestDefaults.DEFAULTS, SIZES);

  @Test
  void aRowCanBeTooLarge() {
    RowDefaults ordinary = TestDefaults.DEFAULTS;
    RowDefaults small =
        new RowDefaults(
            64,
            64,
            ordinary.columns(),
            512 * 512,
            1000,
            1,
            1000,
            InputRoots.ANYWHERE,
            ordinary.models());
    RowNormaliser normaliser = new RowNormaliser(small, SIZES);
    Map<String, Object> request = row("init_image", new byte[600]);
    request.putAll(Map.of("width", 64, "height", 64));
    Map<String, Object> others = Map.of("notes", List.of("n".repeat(300), Map.of("k", "v")));

    assertThat(normaliser.normalise(new PlainRow(request, others, Optional.empty())).invalid())
        .isEmpty();
    assertThat(
            normaliser
                .normalise(
                    new PlainRow(request, Map.of("notes", "n".repeat(400)), Optional.empty()))
                .invalid())
        .hasValue("the row holds 1033 bytes, more than 1000");
  }

  static List<Arguments> invalidRows() {
    return List.of(
        Arguments.of(row("width", 7), "width 7 is not a positive multiple of 8"),
        Arguments.of(row("height", 0), "height 0 is not a positive multiple of 8"),
        Arguments.of(row("height", -8L), "height -8 is not a positive multiple of 8"),
        Arguments.of(row("width", 12.5), "width 12.5 is not a whole number"),
        Arguments.of(row("width", 1e10), "width 10000000000 is out of range"),
        Arguments.of(row("width", 1e300), "width 1.0E300 is out of range"),
        Arguments.of(
            row("seed", 9007199254740993.0),
            "seed 9007199254740992 may have been rounded: it came as a floating-point number"),
        Arguments.of(
            row("id", -16777216f),
            "id -16777216 may have been rounded: it came as a floating-point number"),
        Arguments.of(row("width", "wide"), "width \"wide\" is not a number"),
        Arguments.of(
            Map.of("prompt", "p", "width", 1024, "height", 512),
            "width and height 1024x512 make 524288 pixels, more than max-pixels 262144"),
        Arguments.of(row("steps", 0), "steps 0 is not positive"),
        Arguments.of(row("steps", 1001), "steps 1001 is more than 1000"),
        Arguments.of(row("guidance_scale", Double.NaN), "guidance_scale NaN is not finite"),
        Arguments.of(row("eta", Float.POSITIVE_INFINITY), "eta Infinity is not finite"),
        Arguments.of(row("eta", 2), "eta 2.0 is not in 0..1"),
        Arguments.of(row("guidance_rescale", -1), "guidance_rescale -1.0 is not in 0..1"),
        Arguments.of(
            row("guidance_start", 1), "guidance interval 1.0..1.0 is not 0 <= start < end <= 1"),
        Arguments.of(row("strength", 1.5), "strength 1.5 is not in 0..1"),
        Arguments.of(row("mask_image", "m.png"), "mask_image is set without init_image"),
        Arguments.of(row("clip_skip", -1), "clip_skip -1 is negative"),
        Arguments.of(row("num_images", 0), "num_images 0 is not in 1..100000"),
        Arguments.of(row("num_images", 1_000_000), "num_images 1000000 is not in 1..100000"),
        Arguments.of(
            row("sampler", "magic"),
            "unknown sampler \"magic\"; known are pndm, ddim, ddpm, euler, euler-ancestral, heun,"
                + " lms, dpmpp-2m, dpmpp-2m-sde, dpmpp-singlestep, unipc, deis, kdpm2, lcm, tcd, edm-euler, edm-dpmpp-2m"),
        Arguments.of(
            row("prompt_syntax", "x"),
            "unknown prompt_syntax \"x\"; known are plain, long, a1111, compel"),
        Arguments.of(row("sampler_options", "{"), "sampler_options \"{\" is not JSON"),
        Arguments.of(row("sampler_options", "[1]"), "sampler_options \"[1]\" is not a map"),
        Arguments.of(
            row("sampler_options", Map.of("trained_betas", List.of(1))),
            "sampler_options.trained_betas [1] is not a plain value"),
        Arguments.of(row("loras", List.of(Map.of("scale", 1))), "loras.path is null"),
        Arguments.of(
            row("loras", List.of(Map.of("path", "l", "weight", 1))),
            "loras has unknown fields weight; known are path, scale"),
        Arguments.of(
            row("controlnets", "[{\"model\": \"m\", \"image\": \"i\", \"start\": 1}]"),
            "controlnets: start 1.0 and end 1.0 are not 0 <= start < end <= 1"),
        Arguments.of(row("denoising_end", 0), "denoising_end 0.0 is not above 0 and up to 1"),
        Arguments.of(
            row("model", "x"), "unknown model \"x\"; there is no --models that could name it"),
        Arguments.of(row("crops", List.of(1)), "crops [1] is not two whole numbers"),
        Arguments.of(row("crops", "[0, -8]"), "crops [0, -8] is negative"),
        Arguments.of(row("crops", "[0, \"x\"]"), "crops \"x\" is not a number"),
        Arguments.of(row("target_size", List.of(0, 8)), "target_size [0, 8] is not positive"),
        Arguments.of(row("init_image", "tiny.png"), "height 7 of init_image is less than 8 pixels"),
        Arguments.of(row("init_image", new byte[0]), "init_image is empty"),
        Arguments.of(
            Map.of("prompt", "p", "init_image", "i.png", "strength", 0.01),
            "strength 0.01 leaves none of 30 steps"));
  }

  @ParameterizedTest
  @MethodSource("invalidRows")
  void whatCannotBeGeneratedSaysWhy(Map<String, Object> row, String reason) {
    NormalisedRow normalised = normalise(row);

    assertThat(normalised.invalid()).contains(reason);
    assertThat(normalised.bucket()).isEqualTo(BucketKey.INVALID);
  }

  @Test
  void aRowNeedsAPrompt() {
    assertThat(normalise(Map.of("steps", 3)).invalid()).contains("prompt is null");
    assertThat(normalise(Map.of("prompt", "")).invalid()).isEmpty();
  }

  @Test
  void defaultsAreTheContracts() {
    NormalisedRow row = normalise(Map.of("prompt", "p"));

    assertThat(row.values())
        .isEqualTo(
            Map.ofEntries(
                Map.entry("prompt", "p"),
                Map.entry("width", 64),
                Map.entry("height", 64),
                Map.entry("steps", 30),
                Map.entry("guidance_scale", 7.5),
                Map.entry("guidance_rescale", 0.0),
                Map.entry("guidance_start", 0.0),
                Map.entry("guidance_end", 1.0),
                Map.entry("sampler_options", Map.of()),
                Map.entry("eta", 0.0),
                Map.entry("strength", 0.8),
                Map.entry("controlnets", List.of()),
                Map.entry("loras", List.of()),
                Map.entry("embeddings", List.of()),
                Map.entry("prompt_syntax", "plain"),
                Map.entry("num_images", 1),
                Map.entry("image_guidance_scale", 1.5),
                Map.entry("ip_adapters", List.of()),
                Map.entry("t2i_adapters", List.of())));
    assertThat(row.explicitId()).isEmpty();
  }

  @Test
  void anInitImageGivesTheSize() {
    NormalisedRow row = normalise(row("init_image", "i.png"));
    NormalisedRow wide = normalise(Map.of("prompt", "p", "init_image", "i.png", "width", 320));

    assertThat(row.values()).containsEntry("width", 200).containsEntry("height", 144);
    assertThat(wide.values()).containsEntry("width", 320).containsEntry("height", 144);
  }

  @Test
  void unusableValuesAreLeftOutAndTheOthersStay() {
    NormalisedRow row = normalise(Map.of("prompt", "p", "steps", "many", "width", 7));

    assertThat(row.invalid()).contains("steps \"many\" is not a number");
    assertThat(row.values()).doesNotContainKey("steps").containsEntry("width", 7);
  }

  @Test
  void idsAreTextWhateverTheyWere() {
    assertThat(normalise(row("id", 12.0)).explicitId()).contains("12");
    assertThat(normalise(row("id", "../a/b")).explicitId()).contains("../a/b");
    assertThat(normalise(row("id", "")).explicitId()).isEmpty();
  }

  @Test
  void theDigestIsTheSameForEveryFormOfAValue() {
    String digest = normalise(row("steps", 5)).digest();

    assertThat(normalise(row("steps", 5.0f)).digest()).isEqualTo(digest);
    assertThat(normalise(row("steps", "5")).digest()).isEqualTo(digest);
    assertThat(normalise(row("steps", 6)).digest()).isNotEqualTo(digest);
    assertThat(normalise(row("sampler_options", "{\"a\": 1, \"b\": true}")).digest())
        .isEqualTo(normalise(row("sampler_options", Map.of("b", "true", "a", 1.0))).digest());
  }

  @Test
  void conditioningAndGuidancePartBuckets() {
    assertThat(normalise(row("guidance_scale", 1)).bucket()).endsWith("txt2img unguided");
    assertThat(normalise(row("guidance_scale", 2)).bucket())
        .isEqualTo(normalise(row("guidance_scale", 9)).bucket())
        .isEqualTo(normalise(row("seed", 9)).bucket())
        .endsWith("txt2img guided=0.0..1.0");
    assertThat(normalise(row("init_image", "i.png")).bucket()).contains(" img2img*0.8 ");
    assertThat(
            normalise(Map.of("prompt", "p", "init_image", "i.png", "mask_image", "m.png")).bucket())
        .contains(" inpaint*0.8 ");
  }

  private static Map<String, Object> row(String column, Object value) {
    Map<String, Object> row = new HashMap<>(Map.of("prompt", "p"));
    row.put(column, value);
    return row;
  }

  private static NormalisedRow normalise(Map<String, Object> row) {
    return NORMALISER.normalise(new PlainRow(row, Map.of(), Optional.empty()));
  }
}

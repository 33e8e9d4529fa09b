package io.latentmill.udf.sql.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The texts that stand in frozen plans: whatever a bucket's text is made of, these stay. */
class BucketKeyTest {
  private final RowNormaliser normaliser =
      new RowNormaliser(TestDefaults.DEFAULTS, (column, image) -> new ImageSizes.Pixels(64, 64));

  @Test
  void defaults() {
    assertThat(bucket(Map.of()))
        .isEqualTo(
            "loras=[] controlnets=[] 64x64 steps=30 sampler=checkpoint{} eta=0.0 txt2img"
                + " guided=0.0..1.0");
  }

  @Test
  void sizeStepsAndSampler() {
    assertThat(
            bucket(
                Map.of(
                    "width",
                    128,
                    "height",
                    96,
                    "steps",
                    12,
                    "sampler",
                    "dpmpp-2m",
                    "sampler_options",
                    Map.of("use_karras_sigmas", true, "solver_order", 3),
                    "eta",
                    0.25)))
        .isEqualTo(
            "loras=[] controlnets=[] 128x96 steps=12"
                + " sampler=dpmpp-2m{solver_order=3, use_karras_sigmas=true} eta=0.25 txt2img"
                + " guided=0.0..1.0");
  }

  @Test
  void adapters() {
    assertThat(
            bucket(
                Map.of(
                    "loras",
                    List.of(
                        Map.of("path", "s3a://b/style.safetensors", "scale", 0.5),
                        Map.of("path", "b.safetensors")),
                    "controlnets",
                    List.of(
                        Map.of("model", "canny", "image", "edges.png", "scale", 0.7, "end", 0.5),
                        Map.of("model", "depth", "image", "depth.png")))))
        .isEqualTo(
            "loras=[s3a://b/style.safetensors*0.5, b.safetensors*1.0]"
                + " controlnets=[canny*0.7@0.0..0.5, depth*1.0@0.0..1.0] 64x64 steps=30"
                + " sampler=checkpoint{} eta=0.0 txt2img guided=0.0..1.0");
  }

  @Test
  void images() {
    String before = "loras=[] controlnets=[] 64x64 steps=30 sampler=checkpoint{} eta=0.0 ";
    assertThat(bucket(Map.of("init_image", "a.png")))
        .isEqualTo(before + "img2img*0.8 guided=0.0..1.0");
    assertThat(bucket(Map.of("init_image", "a.png", "mask_image", "b.png", "strength", 1)))
        .isEqualTo(before + "inpaint*1.0 guided=0.0..1.0");
    assertThat(bucket(Map.of("strength", 0.4))).isEqualTo(before + "txt2img guided=0.0..1.0");
  }

  @Test
  void guidance() {
    String before = "loras=[] controlnets=[] 64x64 steps=30 sampler=checkpoint{} eta=0.0 txt2img ";
    assertThat(bucket(Map.of("guidance_scale", 1, "guidance_start", 0.5)))
        .isEqualTo(before + "unguided");
    assertThat(bucket(Map.of("guidance_scale", 1.1, "guidance_start", 0.25, "guidance_end", 0.75)))
        .isEqualTo(before + "guided=0.25..0.75");
  }

  @Test
  void whatIsPerRowIsNotInIt() {
    assertThat(
            bucket(
                Map.of(
                    "id",
                    "a",
                    "negative_prompt",
                    "b",
                    "seed",
                    7,
                    "guidance_rescale",
                    0.5,
                    "clip_skip",
                    2,
                    "embeddings",
                    List.of(Map.of("path", "c", "token", "<c>")),
                    "prompt_syntax",
                    "compel",
                    "num_images",
                    3,
                    "image_guidance_scale",
                    2.0)))
        .isEqualTo(bucket(Map.of()));
  }

  private String bucket(Map<String, Object> columns) {
    Map<String, Object> request = new TreeMap<>(columns);
    request.put("prompt", "a star");
    return normaliser.normalise(new PlainRow(request, Map.of(), Optional.empty())).bucket();
  }
}

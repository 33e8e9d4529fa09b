package io.latentmill.job.plan;

import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.request.SamplerName;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a row has where its columns are null, and the bounds of what it may ask for.
 *
 * @param width when neither the row nor an init image gives one: the model's own
 * @param height likewise
 * @param steps inference steps
 * @param guidanceScale classifier-free guidance
 * @param guidanceRescale share of the rescaled prediction
 * @param samplerLabel a {@link SamplerName}'s label; empty text: the checkpoint's own scheduler
 * @param maxPixels the largest image
 * @param maxSteps the most steps: the timesteps the model was trained with
 * @param maxImages the most images of one row
 */
public record RowDefaults(
    int width,
    int height,
    int steps,
    double guidanceScale,
    double guidanceRescale,
    String samplerLabel,
    long maxPixels,
    int maxSteps,
    int maxImages)
    implements Serializable {
  private static final int TRAINED_TIMESTEPS = 1000;
  private static final int MOST_IMAGES = 100_000;

  public RowDefaults {
    new ImageSize(width, height);
    if (!samplerLabel.isEmpty()) {
      SamplerName.ofLabel(samplerLabel);
    }
  }

  /** The program's own defaults for a model of that size. */
  public static RowDefaults of(ImageSize size, long maxPixels) {
    return new RowDefaults(
        size.width(), size.height(), 30, 7.5, 0, "", maxPixels, TRAINED_TIMESTEPS, MOST_IMAGES);
  }

  /** With other steps and guidance, as a model's own properties set them. */
  public RowDefaults with(
      int otherSteps, double scale, double rescale, Optional<SamplerName> sampler) {
    return new RowDefaults(
        width,
        height,
        otherSteps,
        scale,
        rescale,
        sampler.map(SamplerName::label).orElse(""),
        maxPixels,
        maxSteps,
        maxImages);
  }

  /** Defaults by request column; the size, which may come from an image, is not among them. */
  Map<String, Object> values() {
    Map<String, Object> values = new HashMap<>();
    values.put("steps", steps);
    values.put("guidance_scale", guidanceScale);
    values.put("guidance_rescale", guidanceRescale);
    values.put("guidance_start", 0.0);
    values.put("guidance_end", 1.0);
    if (!samplerLabel.isEmpty()) {
      values.put("sampler", samplerLabel);
    }
    values.put("sampler_options", Map.of());
    values.put("eta", 0.0);
    values.put("strength", 0.8);
    values.put("controlnets", List.of());
    values.put("loras", List.of());
    values.put("embeddings", List.of());
    values.put("prompt_syntax", "plain");
    values.put("num_images", 1);
    return values;
  }
}

package io.latentmill.udf.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.Component;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything in which the families of Stable Diffusion differ. Nothing else asks which family a
 * model is of.
 *
 * @param family the family's name for people: sd1, sd2, sdxl, sdxl-refiner
 * @param encoders text encoders, in the order in which their hidden states stand side by side
 * @param hiddenSkip last layers of the text encoders that are always left out
 * @param finalNorm whether the hidden states pass the encoder's final norm
 * @param pooled whether the U-Net takes the last encoder's pooled embedding and time ids
 * @param zerosForAbsentNegative whether an absent negative prompt is zeros instead of the empty
 *     text
 * @param aestheticScore whether the time ids end with an aesthetic score instead of the target size
 * @param correctsScheduler whether the pipeline forces steps_offset and clip_sample of the
 *     scheduler
 * @param unet the U-Net's shape
 */
public record ModelConfig(
    String family,
    List<EncoderPlace> encoders,
    int hiddenSkip,
    boolean finalNorm,
    boolean pooled,
    boolean zerosForAbsentNegative,
    boolean aestheticScore,
    boolean correctsScheduler,
    UnetConfig unet) {

  /** A text encoder and the tokenizer that feeds it. */
  public record EncoderPlace(Component encoder, Component tokenizer) {}

  /**
   * Recognises the family of a checkpoint.
   *
   * @throws LatentmillException (model) for a model that is none of Stable Diffusion's families
   */
  public static ModelConfig of(Checkpoint checkpoint) {
    OtherUnet.refuse(checkpoint.describe(), checkpoint.config(Component.UNET));
    UnetConfig unet = UnetConfig.of("unet", checkpoint.config(Component.UNET));
    List<EncoderPlace> encoders = encoders(checkpoint);
    JsonNode index = checkpoint.index();
    if (unet.addTimeChannels() > 0) {
      boolean refiner = index.path("requires_aesthetics_score").asBoolean(false);
      return new ModelConfig(
          refiner ? "sdxl-refiner" : "sdxl",
          encoders,
          1,
          false,
          true,
          index.path("force_zeros_for_empty_prompt").asBoolean(true),
          refiner,
          false,
          unet);
    }
    return new ModelConfig(
        unet.linearProjection() ? "sd2" : "sd1",
        encoders,
        0,
        true,
        false,
        false,
        false,
        true,
        unet);
  }

  private static List<EncoderPlace> encoders(Checkpoint checkpoint) {
    List<EncoderPlace> encoders = new ArrayList<>();
    if (checkpoint.has(Component.TEXT_ENCODER)) {
      encoders.add(new EncoderPlace(Component.TEXT_ENCODER, Component.TOKENIZER));
    }
    if (checkpoint.has(Component.TEXT_ENCODER_2)) {
      encoders.add(new EncoderPlace(Component.TEXT_ENCODER_2, Component.TOKENIZER_2));
    }
    if (encoders.isEmpty()) {
      throw LatentmillException.model("%s has no text encoder", checkpoint.describe());
    }
    return encoders;
  }

  /** The size it was trained on. */
  public ImageSize defaultSize() {
    int height = unet.sampleSize().get(0) * ImageSize.MULTIPLE;
    int width = unet.sampleSize().get(1) * ImageSize.MULTIPLE;
    return new ImageSize(width, height);
  }
}

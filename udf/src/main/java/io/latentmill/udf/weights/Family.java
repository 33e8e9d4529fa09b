package io.latentmill.udf.weights;

import io.latentmill.udf.request.LatentmillException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * The published families of Stable Diffusion. A latent-diffusion file says nothing of its
 * configuration, but fine-tuned models keep their family's shapes: the channels of the first
 * convolution and the width of the text that the U-Net attends to tell them apart.
 */
enum Family {
  SD1("sd1"),
  SD2("sd2"),
  SD2_BASE("sd2-base"),
  SDXL("sdxl"),
  SDXL_REFINER("sdxl-refiner");

  private static final String UNET = "model.diffusion_model.";
  static final String CONV_IN = UNET + "input_blocks.0.0.weight";
  private static final String TEXT_KEYS =
      UNET + "middle_block.1.transformer_blocks.0.attn2.to_k.weight";

  /** Stable Diffusion 2 base was published at this step of its training, the v-model later. */
  private static final long SD2_BASE_STEP = 875_000;

  private final String folder;

  Family(String folder) {
    this.folder = folder;
  }

  /** The family's published configurations and tokenizers. */
  ModelFolder published() {
    return new PublishedFolder(folder);
  }

  /**
   * Recognises the family of a file.
   *
   * @throws LatentmillException (model) when it is none of them
   */
  static Family of(SafetensorsFile file) {
    long channels = dimension(file, CONV_IN, 0);
    long textWidth = dimension(file, TEXT_KEYS, 1);
    if (channels == 320 && textWidth == 768) {
      return SD1;
    }
    if (channels == 320 && textWidth == 1024) {
      return predictsNoise(file) ? SD2_BASE : SD2;
    }
    if (channels == 320 && textWidth == 2048) {
      return SDXL;
    }
    if (channels == 384 && textWidth == 1280) {
      return SDXL_REFINER;
    }
    throw LatentmillException.model(
        "Cannot recognise the family of %s: a U-Net of %d channels that attends to text of width %d"
            + " is none of the published ones; name a diffusers folder that has its configuration"
            + " with --model-config",
        file.describe(), channels, textWidth);
  }

  private static long dimension(SafetensorsFile file, String name, int dimension) {
    if (!file.has(name)) {
      throw LatentmillException.model(
          "Cannot open %s: it is no latent-diffusion checkpoint, having no tensor %s%s",
          file.describe(), name, FileKind.hint(file));
    }
    long[] shape = file.info(name).shape();
    return dimension < shape.length ? shape[dimension] : 0;
  }

  /**
   * Both models of SD 2.x have the same tensors; only what their writers left beside them tells.
   */
  private static boolean predictsNoise(SafetensorsFile file) {
    Map<String, String> metadata = file.metadata();
    String prediction = metadata.getOrDefault("modelspec.prediction_type", "");
    return prediction.equals("epsilon")
        || metadata.getOrDefault("modelspec.architecture", "").endsWith("v2-512")
        || (prediction.isEmpty() && globalStep(file) == SD2_BASE_STEP);
  }

  private static long globalStep(SafetensorsFile file) {
    if (!file.has("global_step") || file.info("global_step").elements() != 1) {
      return 0;
    }
    ByteBuffer step = file.read("global_step").order(ByteOrder.LITTLE_ENDIAN);
    return switch (file.info("global_step").dtype()) {
      case I64 -> step.getLong();
      case I32 -> step.getInt();
      case F32 -> (long) step.getFloat();
      default -> 0;
    };
  }
}

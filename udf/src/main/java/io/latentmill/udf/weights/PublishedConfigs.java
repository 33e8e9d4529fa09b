package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What a fine-tuned file changes in its family's configuration: an inpainting U-Net takes more
 * channels, and v-prediction models say so by an empty tensor or in their metadata.
 */
final class PublishedConfigs {
  private PublishedConfigs() {}

  static Map<Component, JsonNode> adjusted(ModelFolder folder, SafetensorsFile file) {
    return Map.of(Component.UNET, unet(folder, file), Component.SCHEDULER, scheduler(folder, file));
  }

  private static JsonNode unet(ModelFolder folder, SafetensorsFile file) {
    ObjectNode config = (ObjectNode) folder.json(Component.UNET.configPath());
    return config.put("in_channels", file.info(Family.CONV_IN).shape()[1]);
  }

  private static JsonNode scheduler(ModelFolder folder, SafetensorsFile file) {
    ObjectNode config = (ObjectNode) folder.json(Component.SCHEDULER.configPath());
    if (file.has("v_pred") || isV(file.metadata().getOrDefault("modelspec.prediction_type", ""))) {
      config.put("prediction_type", "v_prediction");
    }
    if (file.has("ztsnr")) {
      config.put("rescale_betas_zero_snr", true);
    }
    return config;
  }

  private static boolean isV(String predictionType) {
    return predictionType.equals("v") || predictionType.equals("v_prediction");
  }
}

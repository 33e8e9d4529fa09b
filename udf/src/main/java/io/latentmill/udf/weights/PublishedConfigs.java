package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a fine-tuned file changes in its family's configuration: an inpainting U-Net takes more
 * channels, and v-prediction models say so by an empty tensor or in their metadata.
 */
final class PublishedConfigs {
  private static final String EDM_MEAN = "edm_mean";
  private static final String EDM_STD = "edm_std";
  private static final String EDM_VELOCITY = "edm_vpred.";
  private static final double EDM_SCALING = 0.5;

  private PublishedConfigs() {}

  static Map<Component, JsonNode> adjusted(ModelFolder folder, SafetensorsFile file) {
    Map<Component, JsonNode> adjusted = marked(folder, file);
    adjusted.put(Component.UNET, unet(folder, file));
    return adjusted;
  }

  /** What the file says of itself by small tensors beside its networks'. */
  static Map<Component, JsonNode> marked(ModelFolder folder, SafetensorsFile file) {
    Map<Component, JsonNode> marked = new EnumMap<>(Component.class);
    marked.put(Component.SCHEDULER, scheduler(folder, file));
    if (file.has(EDM_MEAN) && file.has(EDM_STD)) {
      marked.put(Component.VAE, vae(folder, file));
    }
    return marked;
  }

  /** Playground v2.5's latents have their own mean and deviation. */
  private static JsonNode vae(ModelFolder folder, SafetensorsFile file) {
    ObjectNode config = (ObjectNode) folder.json(Component.VAE.configPath());
    config.put("scaling_factor", EDM_SCALING);
    putAll(config.putArray("latents_mean"), Floats.read(file, EDM_MEAN));
    putAll(config.putArray("latents_std"), Floats.read(file, EDM_STD));
    return config;
  }

  private static void putAll(ArrayNode list, float[] values) {
    for (float value : values) {
      list.add(value);
    }
  }

  private static JsonNode unet(ModelFolder folder, SafetensorsFile file) {
    ObjectNode config = (ObjectNode) folder.json(Component.UNET.configPath());
    return config.put("in_channels", file.info(Family.CONV_IN).shape()[1]);
  }

  private static JsonNode scheduler(ModelFolder folder, SafetensorsFile file) {
    ObjectNode config = (ObjectNode) folder.json(Component.SCHEDULER.configPath());
    if (file.has(EDM_VELOCITY + "sigma_max")) {
      return edmVelocity(file);
    }
    if (file.has(EDM_MEAN) && file.has(EDM_STD)) {
      return config
          .objectNode()
          .put("_class_name", "EDMDPMSolverMultistepScheduler")
          .put("prediction_type", "epsilon");
    }
    if (file.has("v_pred") || isV(file.metadata().getOrDefault("modelspec.prediction_type", ""))) {
      config.put("prediction_type", "v_prediction");
    }
    if (file.has("ztsnr")) {
      config.put("rescale_betas_zero_snr", true);
    }
    return config;
  }

  /** CosXL and its kin. */
  private static JsonNode edmVelocity(SafetensorsFile file) {
    ObjectNode config =
        JsonNodeFactory.instance
            .objectNode()
            .put("_class_name", "EDMEulerScheduler")
            .put("prediction_type", "v_prediction")
            .put("sigma_data", 1.0)
            .put("sigma_schedule", "exponential");
    for (String bound : List.of("sigma_min", "sigma_max")) {
      if (file.has(EDM_VELOCITY + bound)) {
        config.put(bound, Floats.readOne(file, EDM_VELOCITY + bound));
      }
    }
    return config;
  }

  private static boolean isV(String predictionType) {
    return predictionType.equals("v") || predictionType.equals("v_prediction");
  }
}

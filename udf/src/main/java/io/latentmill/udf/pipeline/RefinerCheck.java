package io.latentmill.udf.pipeline;

import io.latentmill.udf.model.Autoencoder;
import io.latentmill.udf.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/** Holds a model and its refiner against each other: both are of XL, and share latents. */
final class RefinerCheck {
  private RefinerCheck() {}

  /** What does not fit, one line each. */
  static List<String> faults(
      String model, ModelConfig config, String refiner, ModelConfig refinerConfig) {
    List<String> faults = new ArrayList<>();
    add(faults, "%s is of family %s and cannot be refined", model, config);
    add(faults, "%s is of family %s and cannot refine", refiner, refinerConfig);
    return faults;
  }

  private static void add(List<String> faults, String format, String name, ModelConfig config) {
    String family = config.family();
    if (!config.pooled()) {
      faults.add(format.formatted(name, family) + ": --refiner takes models of XL");
    } else if (config.unet().inChannels() != Autoencoder.LATENT_CHANNELS) {
      faults.add(
          format.formatted(name, family)
              + ": its U-Net takes %d channels".formatted(config.unet().inChannels()));
    }
  }
}

package io.latentmill.udf.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.torch.ScriptArchive;
import java.util.OptionalInt;

/** In what autoencoders differ: AutoencoderKL ({@code vae.py}), AutoencoderTiny. */
sealed interface AutoencoderConfig permits VaeConfig, TinyVaeConfig {
  /** The configuration of the class that a config.json names. */
  static AutoencoderConfig of(String component, JsonNode json) {
    boolean tiny = json.path("_class_name").asText("AutoencoderKL").equals("AutoencoderTiny");
    return tiny ? TinyVaeConfig.of(component, json) : VaeConfig.of(component, json);
  }

  /** Its script, which has {@code encode} and {@code decode}. */
  ScriptArchive archive();

  /** The tensors it asks for. */
  TensorLayout layout();

  /** The channels of its latents. */
  int latentChannels();

  /** From the autoencoder's latents to the U-Net's, and back. */
  LatentScale scale();

  /** Whether float16 overflows it. */
  boolean forceUpcast();

  /** See {@link Autoencoder#hasDistribution}. */
  boolean hasDistribution();

  /** See {@link Autoencoder#tileSide}. */
  OptionalInt tileSide();
}

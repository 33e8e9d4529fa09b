package io.latentmill.udf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.weights.TensorSource;
import java.util.OptionalInt;

/** Images to latents an eighth of their size, and back. Owned by the pipeline. */
public sealed interface Autoencoder extends AutoCloseable permits Vae, TinyVae {
  /** Latents are multiplied by it before, and divided by it after, denoising. */
  double scalingFactor();

  /** The dtype it computes in unless a call says otherwise. */
  ComputeType type();

  /**
   * Encodes images.
   *
   * @param images [B, 3, 8 H, 8 W] float32 in -1..1
   * @return latents, not scaled, float32: [B, 8, H, W] mean and log variance of a VAE, [B, 4, H, W]
   *     of one without a distribution
   */
  NDArray encode(NDManager owner, NDArray images, ComputeType type);

  /** Whether encoding gives a distribution to draw from. */
  boolean hasDistribution();

  /**
   * The side in latents of the tiles in which large images are best taken; empty: it needs none.
   */
  OptionalInt tileSide();

  /**
   * Decodes latents.
   *
   * @param latents [B, 4, H, W] float32, already divided by the scaling factor
   * @return images [B, 3, 8 H, 8 W] float32, about -1..1
   */
  NDArray decode(NDManager owner, NDArray latents, ComputeType type);

  @Override
  void close();

  /** Loads the autoencoder that a configuration's class names: AutoencoderKL or AutoencoderTiny. */
  static Autoencoder load(
      String component, JsonNode config, TensorSource weights, Placement placement) {
    return isTiny(config)
        ? TinyVae.load(component, config, weights, placement)
        : Vae.load(VaeConfig.of(component, config), weights, placement);
  }

  /**
   * Holds a checkpoint's tensors against a configuration, without loading any.
   *
   * @throws io.latentmill.udf.request.LatentmillException (model) naming what does not fit
   */
  static void check(String component, JsonNode config, TensorSource weights) {
    TensorLayout layout =
        isTiny(config)
            ? TinyVae.layout(TinyVae.config(component, config))
            : VaeConfig.of(component, config).layout();
    layout.check(weights);
  }

  private static boolean isTiny(JsonNode config) {
    return config.path("_class_name").asText("AutoencoderKL").equals("AutoencoderTiny");
  }
}

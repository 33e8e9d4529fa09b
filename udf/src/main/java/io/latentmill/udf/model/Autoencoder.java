package io.latentmill.udf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.weights.TensorSource;
import java.util.OptionalInt;

/**
 * Images to latents an eighth of their size, and back: AutoencoderKL, the variational autoencoder
 * of Stable Diffusion, or AutoencoderTiny. Owned by the pipeline.
 */
public final class Autoencoder implements AutoCloseable {
  /** Channels of latents in all families of Stable Diffusion. */
  public static final int LATENT_CHANNELS = 4;

  private final AutoencoderConfig config;
  private final ScriptModule module;
  private final ComputeType type;

  private Autoencoder(AutoencoderConfig config, ScriptModule module, ComputeType type) {
    this.config = config;
    this.module = module;
    this.type = type;
  }

  /**
   * Loads the autoencoder that a configuration's class names; see {@link Network#load}. One whose
   * configuration says that float16 overflows it is kept in float32.
   */
  public static Autoencoder load(
      String component, JsonNode json, TensorSource weights, Placement placement) {
    AutoencoderConfig config = AutoencoderConfig.of(component, json);
    boolean upcast = config.forceUpcast() && placement.type() == ComputeType.FLOAT16;
    ComputeType type = upcast ? ComputeType.FLOAT32 : placement.type();
    ScriptModule module =
        Network.load(
            config.archive(), config.layout(), weights, new Placement(placement.device(), type));
    return new Autoencoder(config, module, type);
  }

  /**
   * Holds a checkpoint's tensors against a configuration, without loading any.
   *
   * @throws io.latentmill.udf.request.LatentmillException (model) naming what does not fit
   */
  public static void check(String component, JsonNode json, TensorSource weights) {
    AutoencoderConfig.of(component, json).layout().check(weights);
  }

  /** The channels of its latents, from a configuration. */
  public static int latentChannels(String component, JsonNode json) {
    return AutoencoderConfig.of(component, json).latentChannels();
  }

  /** The channels of its latents. */
  public int latentChannels() {
    return config.latentChannels();
  }

  /** Latents are multiplied by it before, and divided by it after, denoising. */
  public double scalingFactor() {
    return config.scale().factor();
  }

  /** From the autoencoder's latents [B, C, H, W] to those that the U-Net sees. */
  public NDArray scaled(NDArray latents) {
    return config.scale().apply(latents);
  }

  /** From the U-Net's latents [B, C, H, W] to those that are decoded. */
  public NDArray unscaled(NDArray latents) {
    return config.scale().undo(latents);
  }

  /** The dtype it computes in unless a call says otherwise. */
  public ComputeType type() {
    return type;
  }

  /**
   * Encodes images.
   *
   * @param images [B, 3, 8 H, 8 W] float32 in -1..1
   * @return latents, not scaled, float32: [B, 8, H, W] mean and log variance of a VAE, [B, 4, H, W]
   *     of one without a distribution
   */
  public NDArray encode(NDManager owner, NDArray images, ComputeType computeType) {
    return module.tensor(owner, "encode", images, computeType.scalarType());
  }

  /** Whether encoding gives a distribution to draw from. */
  public boolean hasDistribution() {
    return config.hasDistribution();
  }

  /**
   * The side in latents of the tiles in which large images are best taken; empty: it needs none.
   */
  public OptionalInt tileSide() {
    return config.tileSide();
  }

  /**
   * Decodes latents.
   *
   * @param latents [B, 4, H, W] float32, already divided by the scaling factor
   * @return images [B, 3, 8 H, 8 W] float32, about -1..1
   */
  public NDArray decode(NDManager owner, NDArray latents, ComputeType computeType) {
    return module.tensor(owner, "decode", latents, computeType.scalarType());
  }

  @Override
  public void close() {
    module.close();
  }
}

package io.latentmill.udf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.weights.TensorSource;

/** CLIP's image tower with its projection (CLIPVisionModelWithProjection). */
public final class ClipImage implements AutoCloseable {
  private final ClipImageConfig config;
  private final ScriptModule module;

  private ClipImage(ClipImageConfig config, ScriptModule module) {
    this.config = config;
    this.module = module;
  }

  /** Loads an image tower; see {@link Network#load}. */
  public static ClipImage load(ClipImageConfig config, TensorSource weights, Placement placement) {
    return new ClipImage(
        config,
        Network.load(
            Scripts.archive("ClipImage", "clip_image.py", config.attributes()),
            config.layout(),
            weights,
            placement));
  }

  /**
   * Holds a checkpoint's tensors against a configuration, without loading any.
   *
   * @throws io.latentmill.udf.request.LatentmillException (model) naming what does not fit
   */
  public static void check(ClipImageConfig config, TensorSource weights) {
    config.layout().check(weights);
  }

  public ClipImageConfig config() {
    return config;
  }

  /**
   * Embeds images.
   *
   * @param pixels [N, 3, size, size] float32, normalised as the model's preprocessing says
   * @return [N, projectionChannels] float32, not normalised
   */
  public NDArray forward(NDManager owner, NDArray pixels) {
    return module.tensor(owner, "forward", pixels);
  }

  /**
   * The hidden states of every patch before the last layer, which IP-Adapters read.
   *
   * @param pixels as {@link #forward} takes them
   * @return [N, 1 + (size / patch)^2, channels] float32
   */
  public NDArray penultimate(NDManager owner, NDArray pixels) {
    return module.tensor(owner, "penultimate", pixels);
  }

  @Override
  public void close() {
    module.close();
  }
}

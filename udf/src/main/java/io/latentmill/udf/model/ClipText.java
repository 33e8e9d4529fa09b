package io.latentmill.udf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.torch.ScriptArchive;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.weights.TensorSource;

/** A text encoder (CLIPTextModel, CLIPTextModelWithProjection). Owned by the pipeline. */
public final class ClipText implements AutoCloseable {
  private final ClipTextConfig config;
  private final ScriptModule module;

  private ClipText(ClipTextConfig config, ScriptModule module) {
    this.config = config;
    this.module = module;
  }

  /** Loads a text encoder; see {@link Network#load}. */
  public static ClipText load(ClipTextConfig config, TensorSource weights, Placement placement) {
    return new ClipText(config, Network.load(archive(config), config.layout(), weights, placement));
  }

  static ScriptArchive archive(ClipTextConfig config) {
    return Scripts.archive("ClipText", "clip_text.py", config.attributes());
  }

  /**
   * Holds a checkpoint's tensors against a configuration, without loading any.
   *
   * @throws io.latentmill.udf.request.LatentmillException (model) naming what does not fit
   */
  public static void check(ClipTextConfig config, TensorSource weights) {
    config.layout().check(weights);
  }

  public ClipTextConfig config() {
    return config;
  }

  /** Its weights under their names in the checkpoint, to be changed by a LoRA and restored. */
  public NamedWeights weights() {
    return new NamedWeights(module);
  }

  /**
   * Encodes token ids.
   *
   * @param ids [N, L] int64; an id of the vocabulary's size and above stands for a row of {@code
   *     vectors}
   * @param vectors textual-inversion vectors [K, C], K may be 0
   * @param skip how many of the last layers to leave out of the hidden states
   * @return hidden states [N, L, C] without the final norm; then, of an encoder with a projection,
   *     text embeddings [N, P]
   */
  public NDList forward(NDManager owner, NDArray ids, NDArray vectors, int skip) {
    return module.tensors(owner, "forward", ids, vectors, skip);
  }

  /** The final layer norm, [N, L, C] to [N, L, C]. */
  public NDArray finalNorm(NDManager owner, NDArray hidden) {
    return module.tensor(owner, "final_norm", hidden);
  }

  @Override
  public void close() {
    module.close();
  }
}

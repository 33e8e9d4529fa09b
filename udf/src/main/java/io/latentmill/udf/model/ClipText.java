package io.latentmill.udf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.torch.ScriptArchive;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.weights.TensorSource;
import java.util.Map;

/** A text encoder (CLIPTextModel, CLIPTextModelWithProjection). Owned by the pipeline. */
public final class ClipText implements AutoCloseable {
  private final ClipTextConfig config;
  private final ScriptModule module;
  private final Placement placement;

  private ClipText(ClipTextConfig config, ScriptModule module, Placement placement) {
    this.config = config;
    this.module = module;
    this.placement = placement;
  }

  /** Loads a text encoder; see {@link Network#load}. */
  public static ClipText load(ClipTextConfig config, TensorSource weights, Placement placement) {
    return new ClipText(
        config, Network.load(archive(config), config.layout(), weights, placement), placement);
  }

  static ScriptArchive archive(ClipTextConfig config) {
    return Scripts.archive("ClipText", "clip_text.py", config.attributes());
  }

  /** As {@link Unet#inTraining}. */
  public ClipText inTraining(Slots slots, double loraScale) {
    ScriptModule twin =
        Network.sharing(
            archive(config), module, config.layout().names(), slots, loraScale, placement);
    return new ClipText(config, twin, placement);
  }

  /**
   * As {@link #forward}, but gradients flow back to all inputs.
   *
   * @param inputs {@code ids}, {@code vectors} and {@code skip}, a number; {@code flat}, the values
   *     of what is trained in the order of its {@link Slots}
   */
  public NDList train(NDManager owner, Map<String, NDArray> inputs) {
    return module.differentiable(owner, "train", inputs);
  }

  /** As {@link #finalNorm}, but gradients flow back. */
  public NDArray trainFinalNorm(NDManager owner, NDArray hidden) {
    return module.differentiable(owner, "train_final_norm", Map.of("hidden", hidden)).get(0);
  }

  /** All its tensors. */
  public Slots tensors() {
    return config.layout().slots();
  }

  /** A tensor itself, not a copy. */
  public NDArray weight(NDManager owner, String name) {
    return module.tensor(owner, "weight", name);
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

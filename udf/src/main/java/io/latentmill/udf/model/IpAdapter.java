package io.latentmill.udf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.weights.TensorSource;

/**
 * An IP-Adapter (Ye et al. 2023): images as prompts beside the text. What it adds to a U-Net's
 * cross-attentions depends on the images alone. Owned by the pipeline.
 */
public final class IpAdapter implements AutoCloseable {
  private final IpAdapterConfig config;
  private final ScriptModule module;

  private IpAdapter(IpAdapterConfig config, ScriptModule module) {
    this.config = config;
    this.module = module;
  }

  /** Loads an adapter; see {@link Network#load}. */
  public static IpAdapter load(IpAdapterConfig config, TensorSource weights, Placement placement) {
    return new IpAdapter(
        config,
        Network.load(
            Scripts.archive("IpAdapter", "ip_adapter.py", config.attributes()),
            config.layout(),
            weights,
            placement));
  }

  public IpAdapterConfig config() {
    return config;
  }

  /**
   * Tokens that stand for images beside those of the text.
   *
   * @param features image embeddings [N, E], or hidden states [N, L, E] where the kind reads them
   * @return [N, T, C]
   */
  public NDArray tokens(NDManager owner, NDArray features) {
    return module.tensor(owner, "tokens", features);
  }

  /**
   * Keys and values of every cross-attention, in the order in which {@link Unet#context} has those
   * of the text.
   *
   * @param tokens of U images, [U, T, C]
   * @param rows each row's image, [N] int64
   * @param scales each row's weight of its image, [N] float32
   * @return each [N, heads, T, channels of a head]
   */
  public NDList context(NDManager owner, NDArray tokens, NDArray rows, NDArray scales) {
    return module.tensors(owner, "context", tokens, rows, scales);
  }

  @Override
  public void close() {
    module.close();
  }
}

package io.latentmill.udf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.weights.TensorSource;

/**
 * A T2IAdapter (Mou et al. 2023). It looks at its hint once; what it adds to the U-Net is the same
 * in every step. Owned by the pipeline.
 */
public final class T2iAdapter implements AutoCloseable {
  private final T2iAdapterConfig config;
  private final ScriptModule module;

  private T2iAdapter(T2iAdapterConfig config, ScriptModule module) {
    this.config = config;
    this.module = module;
  }

  /** Loads an adapter; see {@link Network#load}. */
  public static T2iAdapter load(
      T2iAdapterConfig config, TensorSource weights, Placement placement) {
    return new T2iAdapter(
        config,
        Network.load(
            Scripts.archive("T2iAdapter", "t2i_adapter.py", config.attributes()),
            config.layout(),
            weights,
            placement));
  }

  public T2iAdapterConfig config() {
    return config;
  }

  /** Whether its features can be added to those of a U-Net of that shape. */
  public boolean fits(UnetConfig unet) {
    return config.fits(unet);
  }

  /**
   * What it adds to the levels of the U-Net.
   *
   * @param images [B, 1 or 3, H, W] float32 in 0..1
   * @param scales each row's, [B] float32
   * @return a map [B, C, h, w] for each level
   */
  public NDList features(NDManager owner, NDArray images, NDArray scales) {
    return module.tensors(owner, "features", images, scales);
  }

  @Override
  public void close() {
    module.close();
  }
}

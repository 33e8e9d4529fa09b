package io.latentmill.udf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.weights.TensorSource;
import java.util.OptionalInt;

/** The variational autoencoder of Stable Diffusion (AutoencoderKL). */
public final class Vae implements Autoencoder {
  private final VaeConfig config;
  private final ScriptModule module;
  private final ComputeType type;

  private Vae(VaeConfig config, ScriptModule module, ComputeType type) {
    this.config = config;
    this.module = module;
    this.type = type;
  }

  /**
   * Loads a VAE; see {@link Network#load}. One whose configuration says that float16 overflows it
   * is kept in float32.
   */
  static Vae load(VaeConfig config, TensorSource weights, Placement placement) {
    boolean upcast = config.forceUpcast() && placement.type() == ComputeType.FLOAT16;
    ComputeType type = upcast ? ComputeType.FLOAT32 : placement.type();
    ScriptModule module =
        Network.load(
            Scripts.archive("Vae", "vae.py", config.attributes()),
            config.layout(),
            weights,
            new Placement(placement.device(), type));
    return new Vae(config, module, type);
  }

  @Override
  public double scalingFactor() {
    return config.scalingFactor();
  }

  @Override
  public ComputeType type() {
    return type;
  }

  @Override
  public NDArray encode(NDManager owner, NDArray images, ComputeType computeType) {
    return module.tensor(owner, "encode", images, computeType.scalarType());
  }

  @Override
  public boolean hasDistribution() {
    return true;
  }

  @Override
  public OptionalInt tileSide() {
    return OptionalInt.of(config.tileSide());
  }

  @Override
  public NDArray decode(NDManager owner, NDArray latents, ComputeType computeType) {
    return module.tensor(owner, "decode", latents, computeType.scalarType());
  }

  @Override
  public void close() {
    module.close();
  }
}

package io.latentmill.udf.training.part;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.model.Slots;
import io.latentmill.udf.model.Unet;
import io.latentmill.udf.pipeline.Networks;
import io.latentmill.udf.training.network.TextConditioner;
import io.latentmill.udf.training.network.TrainedNetworks;
import java.util.Optional;

/** Every tensor of the U-Net. */
public final class FullPart implements TrainedPart {
  private final Unet base;
  private final Unet unet;
  private final TextConditioner text;

  public FullPart(Networks networks) {
    this.base = networks.unet();
    this.unet = base.inTraining(base.tensors(), 1);
    this.text = TextConditioner.frozen(networks.config(), networks.encoders());
  }

  @Override
  public Slots slots() {
    return base.tensors();
  }

  @Override
  public NDArray initial(NDManager manager, long seed) {
    return NetworkTensors.flat(manager, slots(), base::weight);
  }

  @Override
  public TrainedNetworks place(NDArray flat) {
    return new TrainedNetworks(text, unet, Optional.of(flat), Optional.empty());
  }

  @Override
  public boolean trainsText() {
    return false;
  }

  @Override
  public void close() {
    unet.close();
  }
}

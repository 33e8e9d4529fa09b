package io.latentmill.udf.training.part;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.model.ControlNet;
import io.latentmill.udf.model.Slots;
import io.latentmill.udf.model.Unet;
import io.latentmill.udf.pipeline.Networks;
import io.latentmill.udf.training.network.TextConditioner;
import io.latentmill.udf.training.network.TrainedNetworks;
import io.latentmill.udf.training.network.TrainedNetworks.TrainedControl;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A ControlNet (Zhang et al. 2023) that starts as a copy of the U-Net's contracting half. Its
 * outputs pass convolutions that are zero at first, so that the U-Net answers as before.
 */
public final class ControlNetPart implements TrainedPart {
  /** Channels of the layers that the hint image passes, in all published ControlNets. */
  public static final List<Integer> HINT_CHANNELS = List.of(16, 32, 96, 256);

  private static final String HINT = "controlnet_cond_embedding.";
  private static final List<String> ZEROS =
      List.of(HINT + "conv_out.", "controlnet_down_blocks.", "controlnet_mid_block.");

  private final Unet base;
  private final Slots slots;
  private final ControlNet control;
  private final TextConditioner text;

  public ControlNetPart(Networks networks) {
    this.base = networks.unet();
    this.slots = ControlNet.tensors(base.config(), HINT_CHANNELS);
    this.control = ControlNet.inTraining(base.config(), HINT_CHANNELS, base.placement());
    this.text = TextConditioner.frozen(networks.config(), networks.encoders());
  }

  @Override
  public Slots slots() {
    return slots;
  }

  @Override
  public NDArray initial(NDManager manager, long seed) {
    Slots copied = base.tensors();
    SplittableRandom random = new SplittableRandom(seed);
    return NetworkTensors.flat(
        manager,
        slots,
        (scope, name) ->
            copied.has(name) ? base.weight(scope, name) : scope.create(own(name, random)));
  }

  /** Zero, or as torch begins a convolution: uniform within 1 / sqrt(inputs). */
  private float[] own(String name, SplittableRandom random) {
    float[] values = new float[Math.toIntExact(slots.size(name))];
    if (ZEROS.stream().noneMatch(name::startsWith)) {
      String weight = name.substring(0, name.lastIndexOf('.')) + ".weight";
      double bound = 1 / Math.sqrt((double) slots.size(weight) / slots.shapes().get(weight)[0]);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
      }
    }
    return values;
  }

  @Override
  public TrainedNetworks place(NDArray flat) {
    TrainedControl trained = new TrainedControl(control, flat);
    return new TrainedNetworks(text, base, Optional.empty(), Optional.of(trained));
  }

  @Override
  public boolean trainsText() {
    return false;
  }

  @Override
  public void close() {
    control.close();
  }
}

package io.latentmill.udf.training.part;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.model.ClipText;
import io.latentmill.udf.model.Slots;
import io.latentmill.udf.model.Unet;
import io.latentmill.udf.pipeline.Networks;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.training.network.TextConditioner;
import io.latentmill.udf.training.network.TrainedNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Matrices of low rank beside the U-Net's and, if wanted, the text encoders' weights. */
public final class LoraPart implements TrainedPart {
  private final LoraSettings settings;
  private final boolean trainsText;
  private final Unet unet;
  private final List<ClipText> encoders = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();
  private final Networks networks;

  /**
   * Attaches to a pipeline's networks.
   *
   * @throws LatentmillException (user) if no module has a name that is asked for
   */
  public LoraPart(Networks networks, LoraSettings settings) {
    this.networks = networks;
    this.settings = settings;
    this.trainsText = !settings.textTargets().isEmpty();
    Slots unetSlots = slots(networks.unet().tensors(), settings.targets());
    this.unet = networks.unet().inTraining(unetSlots, settings.scale());
    sections.add(new Section("unet.", unetSlots));
    for (int i = 0; i < networks.encoders().size() && trainsText; i++) {
      ClipText encoder = networks.encoders().get(i);
      Slots slots = slots(encoder.tensors(), settings.textTargets());
      encoders.add(encoder.inTraining(slots, settings.scale()));
      String prefix = networks.config().encoders().get(i).encoder().folder() + ".";
      sections.add(new Section(prefix, slots));
    }
  }

  private Slots slots(Slots network, List<String> endings) {
    Slots slots = LowRank.of(network, endings, settings.rank());
    if (slots.shapes().isEmpty()) {
      throw LatentmillException.user(
          "no module's name ends with %s: there is nothing to train", String.join(", ", endings));
    }
    return slots;
  }

  public LoraSettings settings() {
    return settings;
  }

  @Override
  public Slots slots() {
    return Section.join(sections);
  }

  @Override
  public NDArray initial(NDManager manager, long seed) {
    return manager.create(LowRank.initial(slots(), settings.rank(), seed));
  }

  @Override
  public TrainedNetworks place(NDArray flat) {
    NDList stretches = Section.split(sections, flat);
    TextConditioner text =
        trainsText
            ? new TextConditioner(networks.config(), encoders, stretches.subNDList(1), new NDList())
            : TextConditioner.frozen(networks.config(), networks.encoders());
    return new TrainedNetworks(text, unet, Optional.of(stretches.get(0)), Optional.empty());
  }

  @Override
  public boolean trainsText() {
    return trainsText;
  }

  @Override
  public void close() {
    encoders.forEach(ClipText::close);
    unet.close();
  }
}

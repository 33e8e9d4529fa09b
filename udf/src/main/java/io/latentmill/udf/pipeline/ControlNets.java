package io.latentmill.udf.pipeline;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.model.ControlNet;
import io.latentmill.udf.model.Placement;
import io.latentmill.udf.model.UnetConfig;
import io.latentmill.udf.pipeline.load.RowFiles;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.weights.ControlLora;
import io.latentmill.udf.weights.LoneNetwork;
import io.latentmill.udf.weights.TensorSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The ControlNets that rows ask for: loaded when first asked, the most recently used ones kept. */
final class ControlNets implements AutoCloseable {
  private static final int KEPT = 4;

  private final UnetConfig unet;
  private final JsonNode unetJson;
  private final Placement placement;
  private final RowFiles files;
  private final Supplier<TensorSource> unetWeights;
  private final Configuration configuration;
  private final Map<String, ControlNet> loaded = new LinkedHashMap<>(2 * KEPT, 0.75f, true);

  ControlNets(
      UnetConfig unet,
      JsonNode unetJson,
      Placement placement,
      RowFiles files,
      Supplier<TensorSource> unetWeights,
      Configuration configuration) {
    this.unetWeights = unetWeights;
    this.unet = unet;
    this.unetJson = unetJson;
    this.placement = placement;
    this.files = files;
    this.configuration = configuration;
  }

  /**
   * A ControlNet by its path; it stays valid until {@link #trim}.
   *
   * @throws LatentmillException naming the path, if it cannot be read or is not made for the model
   */
  ControlNet get(String path) {
    ControlNet known = loaded.get(path);
    if (known == null) {
      known = load(path);
      loaded.put(path, known);
    }
    return known;
  }

  private ControlNet load(String path) {
    return files.open("controlnets", path, this::load);
  }

  private ControlNet load(Path path) {
    LoneNetwork network = LoneNetwork.open(path, unetJson, configuration);
    String kind = network.config().path("_class_name").asText();
    if (!kind.isEmpty() && !kind.startsWith("ControlNet")) {
      throw LatentmillException.user("it is a %s and no ControlNet", kind);
    }
    try (TensorSource weights = network.weights()) {
      ControlNet control =
          ControlLora.is(weights)
              ? changed(network, ControlLora.of(weights))
              : ControlNet.load(network.describe(), network.config(), weights, placement);
      if (!fits(control.config())) {
        control.close();
        throw LatentmillException.user("it is not made for this model");
      }
      return control;
    }
  }

  /** A copy of the U-Net's way down with the changes of a Control-LoRA. */
  private ControlNet changed(LoneNetwork network, ControlLora lora) {
    try (TensorSource unetTensors = unetWeights.get();
        NDManager scope = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      ControlNet control =
          ControlNet.load(network.describe(), network.config(), lora.base(unetTensors), placement);
      for (ControlLora.Change change : lora.changes()) {
        try (NDManager one = scope.newSubManager()) {
          control.merge(one, change, lora.tensors());
        }
      }
      return control;
    }
  }

  private boolean fits(UnetConfig control) {
    return control.channels().equals(unet.channels())
        && control.layers().equals(unet.layers())
        && control.crossAttentionChannels() == unet.crossAttentionChannels();
  }

  /** Frees those that were not used recently. Called between batches. */
  void trim() {
    Iterator<ControlNet> oldest = loaded.values().iterator();
    while (loaded.size() > KEPT) {
      oldest.next().close();
      oldest.remove();
    }
  }

  @Override
  public void close() {
    loaded.values().forEach(ControlNet::close);
    loaded.clear();
  }
}

package io.latentmill.udf.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.model.ControlNet;
import io.latentmill.udf.model.Placement;
import io.latentmill.udf.model.UnetConfig;
import io.latentmill.udf.pipeline.load.RowFiles;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.LoneNetwork;
import io.latentmill.udf.weights.TensorSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The ControlNets that rows ask for: loaded when first asked, the most recently used ones kept. */
final class ControlNets implements AutoCloseable {
  private static final int KEPT = 4;

  private final UnetConfig unet;
  private final JsonNode unetJson;
  private final Placement placement;
  private final RowFiles files;
  private final Configuration configuration;
  private final Map<String, ControlNet> loaded = new LinkedHashMap<>(2 * KEPT, 0.75f, true);

  ControlNets(
      UnetConfig unet,
      JsonNode unetJson,
      Placement placement,
      RowFiles files,
      Configuration configuration) {
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
    try (TensorSource weights = network.weights()) {
      ControlNet control =
          ControlNet.load(network.describe(), network.config(), weights, placement);
      if (!fits(control.config())) {
        control.close();
        throw LatentmillException.user("it is not made for this model");
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

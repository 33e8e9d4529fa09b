package io.latentmill.udf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.torch.ScriptArchive;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.weights.ControlLora;
import io.latentmill.udf.weights.TensorSource;
import java.util.List;
import java.util.Map;

/**
 * A ControlNet (ControlNetModel, Zhang et al. 2023). It takes its prompt and its timestep as the
 * U-Net does, through its own weights. Owned by the pipeline.
 */
public final class ControlNet implements AutoCloseable {
  /** Channels of the hint's encoder where a configuration says nothing. */
  private static final List<Integer> HINT_CHANNELS = List.of(16, 32, 96, 256);

  private final UnetConfig config;
  private final boolean pooled;
  private final ControlUnion union;
  private final ScriptModule module;

  private ControlNet(UnetConfig config, boolean pooled, ControlUnion union, ScriptModule module) {
    this.config = config;
    this.pooled = pooled;
    this.union = union;
    this.module = module;
  }

  /** Loads a ControlNet; see {@link Network#load}. */
  public static ControlNet load(
      String component, JsonNode json, TensorSource weights, Placement placement) {
    ConfigReader reader = new ConfigReader(component, json);
    reader.require(
        "controlnet_conditioning_channel_order",
        reader.text("controlnet_conditioning_channel_order", "rgb").equals("rgb"),
        "rgb");
    UnetConfig config = UnetConfig.of(component, json);
    ControlUnion union = ControlUnion.of(reader, weights);
    List<Integer> hint =
        reader.has("conditioning_embedding_out_channels")
            ? reader.counts("conditioning_embedding_out_channels")
            : HINT_CHANNELS;
    boolean pooled = reader.truth("global_pool_conditions", false);
    ScriptModule module =
        Network.load(
            archive(config, hint, pooled, union),
            union.added(UnetLayout.controlNet(config, hint), config),
            weights,
            placement);
    return new ControlNet(config, pooled, union, module);
  }

  private static ScriptArchive archive(
      UnetConfig config, List<Integer> hint, boolean pooled, ControlUnion union) {
    Map<String, Object> attributes = config.downAttributes();
    attributes.putAll(union.attributes());
    attributes.put("hint_blocks", 2 * (hint.size() - 1));
    attributes.put("pooled", pooled);
    return Scripts.archive("ControlNet", "controlnet.py", attributes);
  }

  /**
   * A ControlNet all of whose tensors are trained; it has none before they are placed.
   *
   * @param unet the shape of the U-Net that it is for
   * @param hint channels of the layers between the hint image and the first feature map
   */
  public static ControlNet inTraining(UnetConfig unet, List<Integer> hint, Placement placement) {
    return new ControlNet(
        unet,
        false,
        ControlUnion.NONE,
        Network.empty(
            archive(unet, hint, false, ControlUnion.NONE), tensors(unet, hint), placement));
  }

  /** The tensors of a ControlNet for a U-Net of that shape. */
  public static Slots tensors(UnetConfig unet, List<Integer> hint) {
    return UnetLayout.controlNet(unet, hint).slots();
  }

  /**
   * Residuals in training; see {@link Unet#train}.
   *
   * @param inputs those of the U-Net, and {@code image}, the hint [B, 3, 8 H, 8 W] in 0..1
   */
  public NDList train(NDManager owner, Map<String, NDArray> inputs) {
    return module.differentiable(owner, "train", inputs);
  }

  public UnetConfig config() {
    return config;
  }

  /**
   * Whether its residuals are means over the pixels. Such a one knows nothing of the negative
   * prompt: it is asked about the conditional rows alone, and adds nothing to the others.
   */
  public boolean pooled() {
    return pooled;
  }

  /** How many kinds of hints it tells apart; 0: it is no union. */
  public int kinds() {
    return union.kinds();
  }

  /**
   * What a union is told of its hints, to be added to {@link #added}, or in its place.
   *
   * @param kinds [N, kinds], 1 for each kind that is there, float32
   * @return [N, 4 C]
   */
  public NDArray kinds(NDManager owner, NDArray kinds) {
    return module.tensor(owner, "kinds", kinds);
  }

  /** Adds a Control-LoRA's change to the weight that it was copied from. */
  public void merge(NDManager scope, ControlLora.Change change, TensorSource tensors) {
    NDArray up = Tensors.of(scope, change.up(), tensors.read(change.up().name()));
    NDArray down = Tensors.of(scope, change.down(), tensors.read(change.down().name()));
    module.call(
        "merge",
        change.target(),
        "plain",
        new NDList(up, down),
        new NDList(),
        new NDList(),
        up,
        1.0);
  }

  /** As {@link Unet#context}. */
  public NDList context(NDManager owner, NDArray hidden, NDArray rows) {
    return module.tensors(owner, "context", hidden, rows);
  }

  /** As {@link Unet#added}. */
  public NDArray added(NDManager owner, NDArray pooled, NDArray timeIds) {
    return module.tensor(owner, "added", pooled, timeIds);
  }

  /** As {@link Unet#time}. */
  public NDArray time(NDManager owner, NDArray timesteps, NDList guidance, NDList added) {
    return module.tensor(owner, "time", timesteps, guidance, added);
  }

  /**
   * Encodes hint images, once for all steps.
   *
   * @param images [B, 3, 8 H, 8 W] float32 in 0..1
   */
  public NDArray hint(NDManager owner, NDArray images) {
    return module.tensor(owner, "hint", images);
  }

  /**
   * Residuals for one step: one for every skip of the U-Net, then the middle's, N rows each.
   *
   * @param sample latents, scaled as the sampler asks, [B, 4, H, W] float32
   * @param time of {@link #time}
   * @param context of {@link #context}, N rows
   * @param hints what it is shown
   * @param scale factor of all residuals
   * @param guesses whether the factor grows to the scale from a tenth of it
   * @param rows N
   */
  public NDList forward(
      NDManager owner,
      NDArray sample,
      NDArray time,
      NDList context,
      Hints hints,
      double scale,
      boolean guesses,
      long rows) {
    return module.tensors(
        owner,
        "forward",
        sample,
        time,
        context,
        hints.maps(),
        hints.kinds(),
        hints.scales(),
        scale,
        guesses,
        rows);
  }

  /**
   * What a ControlNet is shown.
   *
   * @param maps of {@link #hint}, one, or of a union one or more; not copied
   * @param kinds of a union's hints, one each; else none
   * @param scales of a union's hints, one each; else none
   */
  public record Hints(NDList maps, long[] kinds, double[] scales) {
    /** The hint of one that is no union. */
    public static Hints of(NDArray map) {
      return new Hints(new NDList(map), new long[0], new double[0]);
    }
  }

  @Override
  public void close() {
    module.close();
  }
}

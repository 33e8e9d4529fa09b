package io.latentmill.udf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.torch.ScriptArchive;
import io.latentmill.udf.torch.ScriptModule;
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
  private final ScriptModule module;

  private ControlNet(UnetConfig config, boolean pooled, ScriptModule module) {
    this.config = config;
    this.pooled = pooled;
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
    List<Integer> hint =
        reader.has("conditioning_embedding_out_channels")
            ? reader.counts("conditioning_embedding_out_channels")
            : HINT_CHANNELS;
    boolean pooled = reader.truth("global_pool_conditions", false);
    ScriptModule module =
        Network.load(
            archive(config, hint, pooled), UnetLayout.controlNet(config, hint), weights, placement);
    return new ControlNet(config, pooled, module);
  }

  private static ScriptArchive archive(UnetConfig config, List<Integer> hint, boolean pooled) {
    Map<String, Object> attributes = config.downAttributes();
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
        unet, false, Network.empty(archive(unet, hint, false), tensors(unet, hint), placement));
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
   * @param hint of {@link #hint}
   * @param scale factor of all residuals
   * @param rows N
   */
  public NDList forward(
      NDManager owner,
      NDArray sample,
      NDArray time,
      NDList context,
      NDArray hint,
      double scale,
      long rows) {
    return module.tensors(owner, "forward", sample, time, context, hint, scale, rows);
  }

  @Override
  public void close() {
    module.close();
  }
}

package io.latentmill.udf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.torch.ScriptArchive;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.weights.TensorSource;
import java.util.Map;

/**
 * The denoising U-Net (UNet2DConditionModel). What depends on the prompt alone and what depends on
 * the timestep alone are methods of their own, to be called once per prompt and once per timestep.
 * Owned by the pipeline, which closes it.
 */
public final class Unet implements AutoCloseable {
  private final UnetConfig config;
  private final ScriptModule module;
  private final Placement placement;
  private final boolean adaptsRows;

  private Unet(UnetConfig config, ScriptModule module, Placement placement, boolean adaptsRows) {
    this.config = config;
    this.module = module;
    this.placement = placement;
    this.adaptsRows = adaptsRows;
  }

  /** Loads a U-Net; see {@link Network#load}. */
  public static Unet load(UnetConfig config, TensorSource weights, Placement placement) {
    ScriptModule module =
        Network.load(archive(config), UnetLayout.unet(config), weights, placement);
    return new Unet(config, module, placement, false);
  }

  static ScriptArchive archive(UnetConfig config) {
    return Scripts.archive("Unet", "unet.py", config.attributes());
  }

  /**
   * A U-Net that shares this one's tensors, but for those that are trained. Closing either leaves
   * the other as it is.
   */
  public Unet inTraining(Slots slots, double loraScale) {
    ScriptModule twin =
        Network.sharing(
            archive(config), module, UnetLayout.unet(config).names(), slots, loraScale, placement);
    return new Unet(config, twin, placement, false);
  }

  /**
   * A U-Net that shares this one's tensors, and beside them may have changes that differ from row
   * to row. Closing either leaves the other as it is.
   */
  public Unet adaptingRows() {
    ScriptModule twin =
        Network.sharing(
            archive(config), module, UnetLayout.unet(config).names(), Slots.none(), 1, placement);
    return new Unet(config, twin, placement, true);
  }

  /** Whether it takes {@link RowChanges}: every row of a batch then has its own text. */
  public boolean adaptsRows() {
    return adaptsRows;
  }

  /** Gives the rows of the batch to come their own changes, in place of those before. */
  public void change(RowChanges changes) {
    changes.put(module, placement.type());
  }

  /**
   * An answer in training: gradients flow back to all inputs.
   *
   * @param inputs {@code sample} [B, C, H, W] and {@code timesteps} [B], float32; {@code hidden}
   *     [B, L, C]; {@code pooled} [B, P] and {@code time_ids} [B, 6] of a model that takes them;
   *     {@code residual.0} and so on of a ControlNet; {@code flat}, the values of what is trained
   *     in the order of its {@link Slots}
   * @return [B, 4, H, W] float32
   */
  public NDArray train(NDManager owner, Map<String, NDArray> inputs) {
    return module.differentiable(owner, "train", inputs).singletonOrThrow();
  }

  /** All its tensors. */
  public Slots tensors() {
    return UnetLayout.unet(config).slots();
  }

  /** A tensor itself, not a copy. */
  public NDArray weight(NDManager owner, String name) {
    return module.tensor(owner, "weight", name);
  }

  /** Where it lives. */
  public Placement placement() {
    return placement;
  }

  /**
   * Holds a checkpoint's tensors against a configuration, without loading any.
   *
   * @throws io.latentmill.udf.request.LatentmillException (model) naming what does not fit
   */
  public static void check(UnetConfig config, TensorSource weights) {
    UnetLayout.unet(config).check(weights);
  }

  public UnetConfig config() {
    return config;
  }

  /** Its weights under their names in the checkpoint, to be changed by a LoRA and restored. */
  public NamedWeights weights() {
    return new NamedWeights(module);
  }

  /**
   * Keys and values of every cross-attention.
   *
   * @param hidden text embeddings of U distinct prompts, [U, L, C]
   * @param rows each row's prompt, [N] int64
   */
  public NDList context(NDManager owner, NDArray hidden, NDArray rows) {
    return module.tensors(owner, "context", hidden, rows);
  }

  /**
   * What the text-and-time conditioning adds to the timestep embedding (Podell et al. 2023).
   *
   * @param pooled text embeddings, [N, P]
   * @param timeIds original size, crop and target size, [N, 5 or 6] float32
   * @return [N, 4 C]
   */
  public NDArray added(NDManager owner, NDArray pooled, NDArray timeIds) {
    return module.tensor(owner, "added", pooled, timeIds);
  }

  /**
   * The projections of timesteps that all resnets take.
   *
   * @param timesteps [N] float32
   * @param guidance empty, or the guidance embedding of a distilled U-Net [N, E]
   * @param added empty, or the result of {@link #added}
   * @return [N, P]
   */
  public NDArray time(NDManager owner, NDArray timesteps, NDList guidance, NDList added) {
    return module.tensor(owner, "time", timesteps, guidance, added);
  }

  /**
   * One prediction.
   *
   * @param sample latents, scaled as the sampler asks, [B, 4 or 9, H, W] float32
   * @param time of {@link #time}, [1 or N, P]
   * @param context of {@link #context}, N = B rows, or 2 B of a guided batch [uncond; cond], each
   *     layer's followed by those of {@link IpAdapter#context}, if there are any; behind it may
   *     stand one more, [B, L, H, W] float32 on the network's device: the attention maps of all
   *     cross-attentions are added to it
   * @param residuals of ControlNets, N rows each; empty for none
   * @param features of adapters, see {@link T2iAdapter#features}; empty for none
   * @return [N, 4, H, W] float32
   */
  public NDArray forward(
      NDManager owner,
      NDArray sample,
      NDArray time,
      NDList context,
      NDList residuals,
      NDList features) {
    return module.tensor(owner, "forward", sample, time, context, residuals, features);
  }

  @Override
  public void close() {
    module.close();
  }
}

package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Sees the tensors of a generation as they arise, to compare them with a reference. Arrays are
 * valid during the call only.
 */
public interface GenerationObserver {
  /** Sees nothing. */
  GenerationObserver NONE = new GenerationObserver() {};

  /**
   * The texts, before denoising.
   *
   * @param ids of each row's prompt, 77 a chunk
   * @param hidden [N, L, C], [uncond; cond] of a guided batch
   */
  default void onText(List<int[]> ids, NDArray hidden) {}

  /**
   * What SDXL's U-Net takes besides, before denoising.
   *
   * @param pooled text embeddings, [N, P]
   * @param timeIds original size, crop and target size or aesthetic score, [N, 5 or 6]
   */
  default void onAdded(NDArray pooled, NDArray timeIds) {}

  /** The timesteps of the full schedule. */
  default void onSchedule(double[] timesteps) {}

  /**
   * A prediction of the U-Net.
   *
   * @param index of the call, from 0
   * @param sample as the U-Net takes it, [N, C, h, w]
   * @param output before guidance, [N, 4, h, w]
   */
  default void onPrediction(int index, NDArray sample, double timestep, NDArray output) {}

  /** Whether to gather attention maps, which costs about what cross-attention costs once more. */
  default boolean seesAttention() {
    return false;
  }

  /**
   * Where the tokens of a row's prompt acted in one call of the U-Net: softmax(q kᵀ / √d) of the
   * conditional rows, mean over heads, bilinear at the latents' size, mean over all
   * cross-attentions. Only called if {@link #seesAttention}.
   *
   * @param index of the call, from 0
   * @param maps [B, L, h, w] float32
   */
  default void onAttention(int index, NDArray maps) {}

  /**
   * The latents after a call of the sampler.
   *
   * @param index of the call, from 0
   */
  default void onLatents(int index, NDArray latents) {}

  /**
   * A decoded image, before it is rounded.
   *
   * @param rgb [3, H, W] in 0..1
   */
  default void onImage(int row, float[] rgb) {}
}

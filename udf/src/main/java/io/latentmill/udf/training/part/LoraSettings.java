package io.latentmill.udf.training.part;

import io.latentmill.udf.request.LatentmillException;
import java.util.List;

/**
 * Which layers get a change of low rank, and of which size.
 *
 * @param rank of the change
 * @param alpha the change counts alpha / rank
 * @param targets endings of the names of the U-Net's modules, as peft takes them
 * @param textTargets the same of the text encoders; empty: they stay as they are
 */
public record LoraSettings(int rank, double alpha, List<String> targets, List<String> textTargets) {
  /** All projections of the U-Net's attentions: what diffusers' scripts train. */
  public static final List<String> ATTENTION = List.of("to_k", "to_q", "to_v", "to_out.0");

  /** All projections of the text encoders' attentions. */
  public static final List<String> TEXT_ATTENTION =
      List.of("q_proj", "k_proj", "v_proj", "out_proj");

  public LoraSettings {
    if (rank < 1) {
      throw LatentmillException.user("rank %d: a LoRA's rank is at least 1", rank);
    }
    targets = List.copyOf(targets);
    textTargets = List.copyOf(textTargets);
  }

  double scale() {
    return alpha / rank;
  }
}

package io.latentmill.udf.model;

import io.latentmill.udf.weights.TensorSource;
import java.util.Map;

/**
 * What a ControlNet for hints of several kinds has beside an ordinary one (ControlNetUnionModel).
 *
 * @param kinds that it tells apart; 0: it is an ordinary one
 * @param channels of a hint's token
 * @param fusers layers that the tokens go through
 */
record ControlUnion(int kinds, int channels, int fusers) {
  static final ControlUnion NONE = new ControlUnion(0, 0, 0);

  private static final String TASKS = "task_embedding";
  private static final String FUSER = "transformer_layes.";
  private static final int INNER = 4;

  /** As its tensors show it. */
  static ControlUnion of(ConfigReader config, TensorSource weights) {
    if (!weights.has(TASKS)) {
      return NONE;
    }
    config.require(
        "addition_time_embed_dim", config.has("addition_time_embed_dim"), "the width of a kind");
    long[] shape = weights.info(TASKS).shape();
    int fusers = 0;
    while (weights.has(FUSER + fusers + ".ln_1.weight")) {
      fusers++;
    }
    return new ControlUnion((int) shape[0], (int) shape[shape.length - 1], fusers);
  }

  /** A ControlNet's tensors with its own. */
  TensorLayout added(TensorLayout layout, UnetConfig config) {
    if (kinds == 0) {
      return layout;
    }
    int first = config.channels().get(0);
    layout.tensor(TASKS, kinds, channels).linear("spatial_ch_projs", channels, first);
    for (int i = 0; i < fusers; i++) {
      String name = FUSER + i;
      layout.norm(name + ".ln_1", channels).norm(name + ".ln_2", channels);
      layout.linear(name + ".attn.in_proj", channels, 3 * channels);
      layout.linear(name + ".attn.out_proj", channels, channels);
      layout.linear(name + ".mlp.c_fc", channels, INNER * channels);
      layout.linear(name + ".mlp.c_proj", INNER * channels, channels);
    }
    return layout
        .linear("control_add_embedding.linear_1", kinds * config.addTimeChannels(), 4 * first)
        .linear("control_add_embedding.linear_2", 4 * first, 4 * first);
  }

  Map<String, Object> attributes() {
    return Map.of("fusers", fusers);
  }
}

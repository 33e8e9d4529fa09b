package io.latentmill.udf.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How many transformer blocks follow each resnet of a U-Net, level by level. A transformer of depth
 * 0 is there all the same: it normalises and projects.
 */
final class UnetDepths {
  /** No transformer at all. */
  static final int NONE = -1;

  private static final String KEY = "transformer_layers_per_block";
  private static final String REVERSED_KEY = "reverse_transformer_layers_per_block";

  private UnetDepths() {}

  /**
   * Of the contracting half, whether its levels have attention or not.
   *
   * @param layers resnets of each level
   */
  static List<List<Integer>> down(ConfigReader config, List<Integer> layers) {
    return config.nested(KEY, layers, 1);
  }

  /**
   * Of the expanding half, innermost first: what the configuration says, else that of the
   * contracting half the other way round, where that has one depth a level.
   *
   * @param layers resnets of each level, innermost first
   */
  static List<List<Integer>> up(
      ConfigReader config, List<List<Integer>> down, List<Integer> layers) {
    if (config.has(REVERSED_KEY)) {
      return config.nested(REVERSED_KEY, layers, 1);
    }
    List<List<Integer>> up = new ArrayList<>();
    for (int level = 0; level < layers.size(); level++) {
      List<Integer> own = down.get(layers.size() - 1 - level);
      config.require(
          KEY,
          own.stream().distinct().count() == 1,
          "one depth a level where there is no " + REVERSED_KEY);
      up.add(Collections.nCopies(layers.get(level), own.get(0)));
    }
    return up;
  }

  /** The depths of the levels that have attention, {@link #NONE} of the others. */
  static List<List<Integer>> masked(
      ConfigReader config, String key, List<List<Integer>> depths, String with, String without) {
    List<String> types = config.texts(key, depths.size(), List.of(with, without));
    List<List<Integer>> result = new ArrayList<>();
    for (int level = 0; level < types.size(); level++) {
      List<Integer> own = depths.get(level);
      result.add(types.get(level).equals(with) ? own : Collections.nCopies(own.size(), NONE));
    }
    return result;
  }
}

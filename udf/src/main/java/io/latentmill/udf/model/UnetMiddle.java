package io.latentmill.udf.model;

import java.util.List;

/**
 * The middle of a U-Net between its contracting and its expanding half.
 *
 * @param resnets 2, or 1 of a middle without attention, or 0 of one that is not there
 * @param depth transformer blocks between the resnets; {@link UnetDepths#NONE}: no attention
 */
record UnetMiddle(int resnets, int depth) {
  private static final String KEY = "mid_block_type";
  private static final String WITH_ATTENTION = "UNetMidBlock2DCrossAttn";
  private static final String WITHOUT = "UNetMidBlock2D";

  /**
   * Reads what a configuration says.
   *
   * @param depths of the innermost level
   */
  static UnetMiddle of(ConfigReader config, List<Integer> depths) {
    if (config.isNull(KEY)) {
      return new UnetMiddle(0, UnetDepths.NONE);
    }
    String type = config.text(KEY, WITH_ATTENTION);
    config.require(
        KEY,
        type.equals(WITH_ATTENTION) || type.equals(WITHOUT),
        WITH_ATTENTION + " and " + WITHOUT + " and null");
    return type.equals(WITHOUT)
        ? new UnetMiddle(1, UnetDepths.NONE)
        : new UnetMiddle(2, depths.get(0));
  }
}

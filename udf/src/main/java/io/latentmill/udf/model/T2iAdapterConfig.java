package io.latentmill.udf.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shape of a T2IAdapter, from its config.json.
 *
 * @param imageChannels 3, or 1: gray
 * @param channels of each level's features
 * @param resnets of each level
 * @param factor pixels a side that become one of the features
 * @param light whether it is the light kind, narrow within
 * @param halved levels that halve what comes to them
 */
public record T2iAdapterConfig(
    int imageChannels,
    List<Integer> channels,
    int resnets,
    int factor,
    boolean light,
    List<Integer> halved) {
  private static final String XL = "full_adapter_xl";
  private static final String LIGHT = "light_adapter";

  /** The narrow layers of the light kind have this part of the channels. */
  private static final int NARROW = 4;

  /** What XL's kind halves, and how far it shrinks an image by that. */
  private static final int XL_HALVED = 2;

  /** Reads a config.json; see {@link UnetConfig#of}. */
  public static T2iAdapterConfig of(String component, JsonNode json) {
    ConfigReader config = new ConfigReader(component, json);
    String type = config.text("adapter_type", "full_adapter");
    config.require(
        "adapter_type",
        type.equals("full_adapter") || type.equals(XL) || type.equals(LIGHT),
        "full_adapter, full_adapter_xl and light_adapter");
    int imageChannels = config.count("in_channels", 3);
    config.require("in_channels", imageChannels == 1 || imageChannels == 3, "1 and 3");
    List<Integer> channels =
        config.has("channels") ? config.counts("channels") : List.of(320, 640, 1280, 1280);
    boolean light = type.equals(LIGHT);
    List<Integer> levels = new ArrayList<>(channels);
    if (light) {
      levels.add(channels.get(channels.size() - 1));
    }
    List<Integer> halved = new ArrayList<>();
    for (int level = 1; level < levels.size(); level++) {
      if (!type.equals(XL) || level == XL_HALVED) {
        halved.add(level);
      }
    }
    return new T2iAdapterConfig(
        imageChannels,
        List.copyOf(levels),
        config.layers("num_res_blocks", 2),
        config.count("downscale_factor", 8),
        light,
        List.copyOf(halved));
  }

  /**
   * Whether its features fit a U-Net: one a level, where the first level of a U-Net without
   * attention is halved before, and a last one may be for the middle.
   */
  boolean fits(UnetConfig unet) {
    int levels = unet.channels().size();
    boolean plainStart =
        unet.downDepths().get(0).stream().allMatch(depth -> depth == UnetDepths.NONE);
    boolean halvesFirst = halved.contains(1);
    if (channels.size() > levels + 1 || halvesFirst == plainStart) {
      return false;
    }
    for (int i = 0; i < channels.size(); i++) {
      if (!channels.get(i).equals(unet.channels().get(Math.min(i, levels - 1)))) {
        return false;
      }
    }
    return true;
  }

  Map<String, Object> attributes() {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("factor", factor);
    attributes.put("levels", channels.size());
    attributes.put("resnets", resnets);
    attributes.put("halved", halved);
    attributes.put("padding", light ? 1 : 0);
    return attributes;
  }

  /** The tensors it asks for. */
  TensorLayout layout() {
    TensorLayout layout = new TensorLayout();
    int in = imageChannels * factor * factor;
    if (!light) {
      layout.conv("adapter.conv_in", in, channels.get(0), 3);
      in = channels.get(0);
    }
    for (int level = 0; level < channels.size(); level++) {
      String name = "adapter.body." + level;
      int out = channels.get(level);
      int within = light ? out / NARROW : out;
      if (light || in != out) {
        layout.conv(name + ".in_conv", in, within, 1);
      }
      for (int i = 0; i < resnets; i++) {
        String resnet = name + ".resnets." + i;
        layout.conv(resnet + ".block1", within, within, 3);
        layout.conv(resnet + ".block2", within, within, light ? 3 : 1);
      }
      if (light) {
        layout.conv(name + ".out_conv", within, out, 1);
      }
      in = out;
    }
    return layout;
  }
}

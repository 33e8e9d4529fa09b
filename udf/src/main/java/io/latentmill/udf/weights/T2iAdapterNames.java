package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.weights.MappedTensors.View;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the authors of T2I-Adapters name their tensors and how diffusers does, and the configuration
 * of an adapter that comes without: all of it shows in the tensors. The authors number the layers
 * of a full adapter from end to end, those of a light one level by level.
 */
final class T2iAdapterNames {
  private static final Pattern FULL = Pattern.compile("body\\.(\\d+)\\.(block[12]|in_conv)\\.(.*)");
  private static final Pattern LIGHT = Pattern.compile("body\\.(\\d+)\\.body\\.(\\d+)\\.(.*)");
  private static final int CUSTOMARY_RESNETS = 2;

  private T2iAdapterNames() {}

  /** The tensors of an author's file under diffusers' names. */
  static List<View> views(LdmTensors tensors) {
    int resnets = resnets(tensors);
    List<View> views = new ArrayList<>();
    tensors
        .names()
        .forEach(name -> views.add(View.renamed(tensors.info(name), modern(name, resnets))));
    return views;
  }

  /** How many layers a level of a full adapter has: a level that is wider begins with in_conv. */
  private static int resnets(LdmTensors tensors) {
    return tensors
        .names()
        .map(FULL::matcher)
        .filter(matcher -> matcher.matches() && matcher.group(2).equals("in_conv"))
        .mapToInt(matcher -> Integer.parseInt(matcher.group(1)))
        .filter(layer -> layer > 0)
        .min()
        .orElse(CUSTOMARY_RESNETS);
  }

  private static String modern(String name, int resnets) {
    Matcher light = LIGHT.matcher(name);
    if (light.matches()) {
      return "adapter.body.%s.resnets.%s.%s"
          .formatted(light.group(1), light.group(2), light.group(3));
    }
    Matcher full = FULL.matcher(name);
    if (!full.matches() || name.matches("body\\.0\\.in_conv\\..*")) {
      return "adapter." + name;
    }
    int layer = Integer.parseInt(full.group(1));
    return full.group(2).equals("in_conv")
        ? "adapter.body.%d.in_conv.%s".formatted(layer / resnets, full.group(3))
        : "adapter.body.%d.resnets.%d.%s.%s"
            .formatted(layer / resnets, layer % resnets, full.group(2), full.group(3));
  }

  /**
   * The configuration of an adapter that comes without one.
   *
   * @param tensors by diffusers' names
   */
  static JsonNode config(TensorSource tensors) {
    ObjectNode config = Json.newObject();
    config.put("_class_name", "T2IAdapter");
    boolean light = tensors.has("adapter.body.0.out_conv.weight");
    String first = light ? "adapter.body.0.in_conv.weight" : "adapter.conv_in.weight";
    int inputs = (int) tensors.info(first).shape()[1];
    // 8 x 8 pixels of 1 or 3 channels, or 16 x 16 of XL's.
    boolean xl = inputs == 16 * 16 || inputs == 3 * 16 * 16;
    int factor = xl ? 16 : 8;
    config.put("downscale_factor", factor);
    config.put("in_channels", inputs / (factor * factor));
    config.put("adapter_type", light ? "light_adapter" : xl ? "full_adapter_xl" : "full_adapter");
    config.put("num_res_blocks", count(tensors, "adapter.body.0.resnets.", ".block1.weight"));
    String width = light ? ".out_conv.weight" : ".resnets.0.block1.weight";
    int levels = count(tensors, "adapter.body.", width);
    ArrayNode channels = config.putArray("channels");
    for (int level = 0; level < (light ? levels - 1 : levels); level++) {
      channels.add(tensors.info("adapter.body." + level + width).shape()[0]);
    }
    return config;
  }

  private static int count(TensorSource tensors, String prefix, String suffix) {
    int count = 0;
    while (tensors.has(prefix + count + suffix)) {
      count++;
    }
    return count;
  }
}

package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * The configuration of a ControlNet that comes as a file without one. What its tensors show is read
 * off them; what they don't show (heads, norms) is as in the U-Net that it is to control.
 *
 * @param tensors by their modern names
 * @param config grows
 */
record ControlNetConfig(TensorSource tensors, ObjectNode config) {
  private static final int MOST_LEVELS = 16;

  static JsonNode of(TensorSource tensors, JsonNode unet, String fileName) {
    ObjectNode config = unet.deepCopy();
    config.remove("up_block_types");
    config.remove("reverse_transformer_layers_per_block");
    config.put("_class_name", "ControlNetModel");
    config.put("in_channels", dimension(tensors, "conv_in.weight", 1));
    // Nothing in the tensors tells; the one published kind that pools is known by its name.
    config.put("global_pool_conditions", fileName.toLowerCase(Locale.ROOT).contains("shuffle"));
    ControlNetConfig derived = new ControlNetConfig(tensors, config);
    derived.putLevels();
    derived.putText();
    derived.putHint();
    return config;
  }

  /** The configuration of one that is a change of the U-Net's copy. */
  static JsonNode ofUnet(TensorSource tensors, JsonNode unet) {
    ObjectNode config = unet.deepCopy();
    config.remove("up_block_types");
    config.put("_class_name", "ControlNetModel");
    new ControlNetConfig(tensors, config).putHint();
    return config;
  }

  private void putLevels() {
    ArrayNode channels = config.putArray("block_out_channels");
    ArrayNode types = config.putArray("down_block_types");
    ArrayNode layers = config.putArray("layers_per_block");
    ArrayNode depths = config.putArray("transformer_layers_per_block");
    String middle = "mid_block.attentions.0";
    boolean attendsInTheMiddle = tensors.has(middle + ".norm.weight");
    int middleDepth = depth(middle);
    config.put("mid_block_type", attendsInTheMiddle ? "UNetMidBlock2DCrossAttn" : "UNetMidBlock2D");
    for (int level = 0; level < MOST_LEVELS; level++) {
      String block = "down_blocks." + level;
      int resnets = count(block + ".resnets.", ".conv1.weight");
      if (resnets == 0) {
        return;
      }
      channels.add(dimension(tensors, block + ".resnets.0.conv1.weight", 0));
      layers.add(resnets);
      boolean attends = tensors.has(block + ".attentions.0.norm.weight");
      types.add(attends ? "CrossAttnDownBlock2D" : "DownBlock2D");
      ArrayNode own = depths.addArray();
      for (int layer = 0; layer < resnets; layer++) {
        own.add(attends ? depth(block + ".attentions." + layer) : middleDepth);
      }
    }
  }

  private int depth(String transformer) {
    return count(transformer + ".transformer_blocks.", ".norm1.weight");
  }

  private int count(String prefix, String suffix) {
    int count = 0;
    while (tensors.has(prefix + count + suffix)) {
      count++;
    }
    return count;
  }

  private void putText() {
    for (String name : tensors.names()) {
      if (name.endsWith("attn2.to_k.weight")) {
        config.put("cross_attention_dim", dimension(tensors, name, 1));
      } else if (name.endsWith(".proj_in.weight")) {
        config.put("use_linear_projection", tensors.info(name).shape().length == 2);
      }
    }
    if (!tensors.has("time_embedding.cond_proj.weight")) {
      config.putNull("time_cond_proj_dim");
    }
    String added = "add_embedding.linear_1.weight";
    if (tensors.has(added)) {
      config.put("addition_embed_type", "text_time");
      config.put("projection_class_embeddings_input_dim", dimension(tensors, added, 1));
    } else {
      config.putNull("addition_embed_type");
    }
  }

  private void putHint() {
    String hint = "controlnet_cond_embedding.";
    ArrayNode channels = config.putArray("conditioning_embedding_out_channels");
    channels.add(dimension(tensors, hint + "conv_in.weight", 0));
    int blocks = count(hint + "blocks.", ".weight");
    for (int block = 1; block < blocks; block += 2) {
      channels.add(dimension(tensors, hint + "blocks." + block + ".weight", 0));
    }
  }

  private static long dimension(TensorSource tensors, String name, int dimension) {
    long[] shape = tensors.info(name).shape();
    return dimension < shape.length ? shape[dimension] : 0;
  }
}

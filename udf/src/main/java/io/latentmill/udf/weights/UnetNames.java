package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * How latent-diffusion files name a U-Net's modules and how diffusers does. Latent diffusion counts
 * the layers of the way down and of the way up from end to end, diffusers level by level; numbers
 * of levels and layers come from the configuration. The same table serves ControlNets, which are
 * the way down.
 */
public final class UnetNames {
  private static final Map<String, String> RESNET =
      Map.of(
          "in_layers.0", "norm1",
          "in_layers.2", "conv1",
          "emb_layers.1", "time_emb_proj",
          "out_layers.0", "norm2",
          "out_layers.3", "conv2",
          "skip_connection", "conv_shortcut");

  private static final int DEFAULT_LAYERS = 2;

  /** Convolutions of a ControlNet's hint encoder between its first and its last. */
  private static final int HINT_BLOCKS = 6;

  private final JsonNode config;
  private final int levels;
  private final NameTable.Builder table = new NameTable.Builder();

  private UnetNames(JsonNode config) {
    this.config = config;
    this.levels = Counts.length(config, "block_out_channels");
  }

  /** From latent diffusion's names, without {@code model.diffusion_model.}, to diffusers'. */
  public static NameTable unet(JsonNode config) {
    UnetNames names = new UnetNames(config);
    names.embeddings();
    names.down();
    names.middle();
    names.up();
    return names.table.put("out.0", "conv_norm_out").put("out.2", "conv_out").build();
  }

  /** From latent diffusion's names, without {@code control_model.}, to diffusers'. */
  static NameTable controlNet(JsonNode config) {
    UnetNames names = new UnetNames(config);
    names.embeddings();
    int outputs = names.down();
    names.middle();
    for (int i = 0; i < outputs; i++) {
      names.table.put("zero_convs." + i + ".0", "controlnet_down_blocks." + i);
    }
    names.hint();
    return names.table.put("middle_block_out.0", "controlnet_mid_block").build();
  }

  private void embeddings() {
    boolean isAdded = config.path("addition_embed_type").asText().equals("text_time");
    String label = isAdded ? "add_embedding" : "class_embedding";
    table
        .put("time_embed.0", "time_embedding.linear_1")
        .put("time_embed.2", "time_embedding.linear_2")
        .put("label_emb.0.0", label + ".linear_1")
        .put("label_emb.0.2", label + ".linear_2")
        .put("input_blocks.0.0", "conv_in");
  }

  /** Returns the number of input blocks. */
  private int down() {
    int block = 1;
    for (int level = 0; level < levels; level++) {
      String down = "down_blocks." + level;
      for (int layer = 0; layer < layers(level); layer++, block++) {
        table.putAll("input_blocks." + block + ".0", down + ".resnets." + layer, RESNET);
        table.put("input_blocks." + block + ".1", down + ".attentions." + layer);
      }
      if (level < levels - 1) {
        table.put("input_blocks." + block++ + ".0.op", down + ".downsamplers.0.conv");
      }
    }
    return block;
  }

  private void middle() {
    table
        .putAll("middle_block.0", "mid_block.resnets.0", RESNET)
        .put("middle_block.1", "mid_block.attentions.0")
        .putAll("middle_block.2", "mid_block.resnets.1", RESNET);
  }

  /** An upsampler comes second in a block without attention, else third. */
  private void up() {
    int block = 0;
    for (int level = 0; level < levels; level++) {
      String up = "up_blocks." + level;
      for (int layer = 0; layer <= layers(levels - 1 - level); layer++, block++) {
        String output = "output_blocks." + block;
        table
            .putAll(output + ".0", up + ".resnets." + layer, RESNET)
            .put(output + ".1", up + ".attentions." + layer)
            .put(output + ".1.conv", up + ".upsamplers.0.conv")
            .put(output + ".2.conv", up + ".upsamplers.0.conv");
      }
    }
  }

  /** Convolutions and activations take turns in latent diffusion's list. */
  private void hint() {
    String hint = "controlnet_cond_embedding.";
    table.put("input_hint_block.0", hint + "conv_in");
    for (int i = 0; i < HINT_BLOCKS; i++) {
      table.put("input_hint_block." + 2 * (i + 1), hint + "blocks." + i);
    }
    table.put("input_hint_block." + 2 * (HINT_BLOCKS + 1), hint + "conv_out");
  }

  private int layers(int level) {
    return Counts.perLevel(config, "layers_per_block", level, DEFAULT_LAYERS);
  }
}

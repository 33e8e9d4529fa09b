package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * How latent-diffusion files name a VAE's modules and how diffusers does. Latent diffusion numbers
 * the decoder's levels from the image's resolution, diffusers from the latents'.
 */
final class VaeNames {
  private static final Map<String, String> RESNET =
      Map.of(
          "norm1", "norm1",
          "conv1", "conv1",
          "norm2", "norm2",
          "conv2", "conv2",
          "nin_shortcut", "conv_shortcut");

  private static final Map<String, String> ATTENTION =
      Map.of("norm", "group_norm", "q", "to_q", "k", "to_k", "v", "to_v", "proj_out", "to_out.0");

  private static final int DEFAULT_LAYERS = 2;

  private VaeNames() {}

  /** From latent diffusion's names, without {@code first_stage_model.}, to diffusers'. */
  static NameTable vae(JsonNode config) {
    int levels = Counts.length(config, "block_out_channels");
    int layers = Counts.perLevel(config, "layers_per_block", 0, DEFAULT_LAYERS);
    NameTable.Builder table = new NameTable.Builder();
    for (int level = 0; level < levels; level++) {
      String down = "encoder.down_blocks." + level;
      String up = "decoder.up_blocks." + (levels - 1 - level);
      for (int layer = 0; layer <= layers; layer++) {
        resnet(table, "encoder.down." + level + ".block." + layer, down + ".resnets." + layer);
        resnet(table, "decoder.up." + level + ".block." + layer, up + ".resnets." + layer);
      }
      table
          .put("encoder.down." + level + ".downsample.conv", down + ".downsamplers.0.conv")
          .put("decoder.up." + level + ".upsample.conv", up + ".upsamplers.0.conv");
    }
    ends(table, "encoder");
    ends(table, "decoder");
    return table.put("quant_conv", "quant_conv").put("post_quant_conv", "post_quant_conv").build();
  }

  private static void resnet(NameTable.Builder table, String module, String translated) {
    table.putAll(module, translated, RESNET);
  }

  private static void ends(NameTable.Builder table, String half) {
    resnet(table, half + ".mid.block_1", half + ".mid_block.resnets.0");
    resnet(table, half + ".mid.block_2", half + ".mid_block.resnets.1");
    table
        .putAll(half + ".mid.attn_1", half + ".mid_block.attentions.0", ATTENTION)
        .put(half + ".conv_in", half + ".conv_in")
        .put(half + ".norm_out", half + ".conv_norm_out")
        .put(half + ".conv_out", half + ".conv_out");
  }
}

package io.latentmill.udf.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.torch.ScriptArchive;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The shape of an AutoencoderKL, from its config.json.
 *
 * @param channels of each level, outermost first
 * @param layers resnets of an encoder level; a decoder level has one more
 * @param sampleSize side in pixels of the images it was trained on
 * @param forceUpcast whether float16 overflows it
 * @param scale of its latents; by 0.18215 where the configuration says nothing
 */
record VaeConfig(
    int inChannels,
    int outChannels,
    int latentChannels,
    List<Integer> channels,
    int layers,
    int groups,
    int sampleSize,
    boolean forceUpcast,
    boolean quantConv,
    boolean postQuantConv,
    boolean middleAttention,
    LatentScale scale)
    implements AutoencoderConfig {
  private static final double SCALING = 0.18215;

  /** Reads a config.json; see {@link UnetConfig#of}. */
  static VaeConfig of(String component, JsonNode json) {
    ConfigReader config = new ConfigReader(component, json);
    config.require("shift_factor", !config.has("shift_factor"), "null");
    config.require("act_fn", config.text("act_fn", "silu").matches("silu|swish"), "silu");
    List<Integer> channels = config.counts("block_out_channels");
    int groups = config.count("norm_num_groups", 32);
    channels.forEach(
        width -> config.requireDivisor("norm_num_groups", groups, "block_out_channels", width));
    return new VaeConfig(
        config.count("in_channels", 3),
        config.count("out_channels", 3),
        config.count("latent_channels", 4),
        channels,
        config.layers("layers_per_block", 1),
        groups,
        config.count("sample_size", 512),
        config.truth("force_upcast", false),
        config.truth("use_quant_conv", true),
        config.truth("use_post_quant_conv", true),
        config.truth("mid_block_add_attention", true),
        LatentScale.of(config, config.count("latent_channels", 4), SCALING));
  }

  /** That of an image of the trained size; a multiple of 4, so that tiles fit. */
  @Override
  public OptionalInt tileSide() {
    return OptionalInt.of(Math.max(16, sampleSize / (1 << (channels.size() - 1)) / 4 * 4));
  }

  @Override
  public boolean hasDistribution() {
    return true;
  }

  @Override
  public ScriptArchive archive() {
    return Scripts.archive(
        "Vae", "vae.py", Map.of("levels", channels.size(), "resnets", layers, "groups", groups));
  }

  @Override
  public TensorLayout layout() {
    TensorLayout layout = new TensorLayout();
    encoder(layout);
    decoder(layout);
    if (quantConv) {
      layout.conv("quant_conv", 2 * latentChannels, 2 * latentChannels, 1);
    }
    if (postQuantConv) {
      layout.conv("post_quant_conv", latentChannels, latentChannels, 1);
    }
    return layout;
  }

  private void encoder(TensorLayout layout) {
    layout.conv("encoder.conv_in", inChannels, channels.get(0), 3);
    int in = channels.get(0);
    for (int level = 0; level < channels.size(); level++) {
      String block = "encoder.down_blocks." + level;
      int out = channels.get(level);
      for (int layer = 0; layer < layers; layer++) {
        resnet(layout, block + ".resnets." + layer, in, out);
        in = out;
      }
      if (level + 1 < channels.size()) {
        layout.conv(block + ".downsamplers.0.conv", out, out, 3);
      }
    }
    middle(layout, "encoder.mid_block", in);
    layout.norm("encoder.conv_norm_out", in);
    layout.conv("encoder.conv_out", in, 2 * latentChannels, 3);
  }

  private void decoder(TensorLayout layout) {
    int in = channels.get(channels.size() - 1);
    layout.conv("decoder.conv_in", latentChannels, in, 3);
    middle(layout, "decoder.mid_block", in);
    for (int level = 0; level < channels.size(); level++) {
      String block = "decoder.up_blocks." + level;
      int out = channels.get(channels.size() - 1 - level);
      for (int layer = 0; layer <= layers; layer++) {
        resnet(layout, block + ".resnets." + layer, in, out);
        in = out;
      }
      if (level + 1 < channels.size()) {
        layout.conv(block + ".upsamplers.0.conv", out, out, 3);
      }
    }
    layout.norm("decoder.conv_norm_out", in).conv("decoder.conv_out", in, outChannels, 3);
  }

  private void middle(TensorLayout layout, String name, int width) {
    resnet(layout, name + ".resnets.0", width, width);
    if (middleAttention) {
      String attention = name + ".attentions.0";
      layout.norm(attention + ".group_norm", width);
      for (String part : List.of(".to_q", ".to_k", ".to_v", ".to_out.0")) {
        layout.linear(attention + part, width, width);
      }
    }
    resnet(layout, name + ".resnets.1", width, width);
  }

  private static void resnet(TensorLayout layout, String name, int in, int out) {
    layout.norm(name + ".norm1", in).conv(name + ".conv1", in, out, 3);
    layout.norm(name + ".norm2", out).conv(name + ".conv2", out, out, 3);
    if (in != out) {
      layout.conv(name + ".conv_shortcut", in, out, 1);
    }
  }
}

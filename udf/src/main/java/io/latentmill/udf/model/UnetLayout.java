package io.latentmill.udf.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The tensors of a U-Net and of a ControlNet, from their configuration. */
final class UnetLayout {
  /** Channels of the layers between a ControlNet's hint image and its first feature map. */
  private static final int HINT_CHANNELS = 3;

  private final UnetConfig config;
  private final TensorLayout layout = new TensorLayout();
  private final int timeChannels;

  /** Channels of every skip, in the order in which the contracting half makes them. */
  private final Deque<Integer> skips = new ArrayDeque<>();

  private UnetLayout(UnetConfig config) {
    this.config = config;
    this.timeChannels = 4 * config.channels().get(0);
  }

  static TensorLayout unet(UnetConfig config) {
    UnetLayout unet = new UnetLayout(config);
    unet.contracting();
    unet.expanding();
    int first = config.channels().get(0);
    unet.layout.norm("conv_norm_out", first).conv("conv_out", first, config.outChannels(), 3);
    return unet.layout;
  }

  static TensorLayout controlNet(UnetConfig config, List<Integer> hintChannels) {
    UnetLayout control = new UnetLayout(config);
    control.contracting();
    control.hint(hintChannels);
    List<Integer> channels = new ArrayList<>(control.skips);
    for (int i = 0; i < channels.size(); i++) {
      control.layout.conv("controlnet_down_blocks." + i, channels.get(i), channels.get(i), 1);
    }
    int last = config.channels().get(config.channels().size() - 1);
    control.layout.conv("controlnet_mid_block", last, last, 1);
    return control.layout;
  }

  private void hint(List<Integer> channels) {
    String name = "controlnet_cond_embedding.";
    layout.conv(name + "conv_in", HINT_CHANNELS, channels.get(0), 3);
    for (int i = 0; i + 1 < channels.size(); i++) {
      layout.conv(name + "blocks." + 2 * i, channels.get(i), channels.get(i), 3);
      layout.conv(name + "blocks." + (2 * i + 1), channels.get(i), channels.get(i + 1), 3);
    }
    int last = channels.get(channels.size() - 1);
    layout.conv(name + "conv_out", last, config.channels().get(0), 3);
  }

  private void contracting() {
    List<Integer> channels = config.channels();
    layout.conv("conv_in", config.inChannels(), channels.get(0), 3);
    skips.addLast(channels.get(0));
    embeddings();
    int in = channels.get(0);
    for (int level = 0; level < channels.size(); level++) {
      int out = channels.get(level);
      String block = "down_blocks." + level;
      for (int layer = 0; layer < config.layers().get(level); layer++) {
        resnet(block + ".resnets." + layer, in, out);
        transformer(block + ".attentions." + layer, out, config.downDepths().get(level).get(layer));
        in = out;
        skips.addLast(out);
      }
      if (level + 1 < channels.size()) {
        layout.conv(block + ".downsamplers.0.conv", out, out, 3);
        skips.addLast(out);
      }
    }
    for (int i = 0; i < config.middle().resnets(); i++) {
      resnet("mid_block.resnets." + i, in, in);
    }
    transformer("mid_block.attentions.0", in, config.middle().depth());
  }

  private void embeddings() {
    int first = config.channels().get(0);
    layout.linear("time_embedding.linear_1", first, timeChannels);
    layout.linear("time_embedding.linear_2", timeChannels, timeChannels);
    config
        .guidanceChannels()
        .ifPresent(width -> layout.tensor("time_embedding.cond_proj.weight", first, width));
    if (config.addTimeChannels() > 0) {
      layout.linear("add_embedding.linear_1", config.addInputChannels(), timeChannels);
      layout.linear("add_embedding.linear_2", timeChannels, timeChannels);
    }
  }

  private void expanding() {
    int levels = config.channels().size();
    int in = config.channels().get(levels - 1);
    for (int level = 0; level < levels; level++) {
      int out = config.channels().get(levels - 1 - level);
      String block = "up_blocks." + level;
      for (int layer = 0; layer < config.upLayers().get(level); layer++) {
        resnet(block + ".resnets." + layer, in + skips.removeLast(), out);
        transformer(block + ".attentions." + layer, out, config.upDepths().get(level).get(layer));
        in = out;
      }
      if (level + 1 < levels) {
        layout.conv(block + ".upsamplers.0.conv", out, out, 3);
      }
    }
  }

  private void resnet(String name, int in, int out) {
    layout.norm(name + ".norm1", in).conv(name + ".conv1", in, out, 3);
    layout.linear(name + ".time_emb_proj", timeChannels, out);
    layout.norm(name + ".norm2", out).conv(name + ".conv2", out, out, 3);
    if (in != out) {
      layout.conv(name + ".conv_shortcut", in, out, 1);
    }
  }

  private void transformer(String name, int channels, int depth) {
    if (depth == UnetDepths.NONE) {
      return;
    }
    layout.norm(name + ".norm", channels);
    projection(name + ".proj_in", channels);
    for (int layer = 0; layer < depth; layer++) {
      String block = name + ".transformer_blocks." + layer;
      layout.norm(block + ".norm1", channels);
      attention(block + ".attn1", channels, channels);
      layout.norm(block + ".norm2", channels);
      attention(block + ".attn2", channels, config.crossAttentionChannels());
      layout.norm(block + ".norm3", channels);
      layout.linear(block + ".ff.net.0.proj", channels, 8 * channels);
      layout.linear(block + ".ff.net.2", 4 * channels, channels);
    }
    projection(name + ".proj_out", channels);
  }

  private void projection(String name, int channels) {
    if (config.linearProjection()) {
      layout.linear(name, channels, channels);
    } else {
      layout.conv(name, channels, channels, 1);
    }
  }

  private void attention(String name, int channels, int contextChannels) {
    layout.tensor(name + ".to_q.weight", channels, channels);
    layout.tensor(name + ".to_k.weight", channels, contextChannels);
    layout.tensor(name + ".to_v.weight", channels, contextChannels);
    layout.linear(name + ".to_out.0", channels, channels);
  }
}

package io.latentmill.udf.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.torch.ScriptArchive;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The shape of an AutoencoderTiny (TAESD), a fast approximate autoencoder, from its config.json.
 *
 * @param encoderBlocks residual blocks of each level
 * @param decoderBlocks residual blocks of each level
 */
record TinyVaeConfig(
    int inChannels,
    int outChannels,
    int latentChannels,
    List<Integer> encoderBlocks,
    int encoderChannels,
    List<Integer> decoderBlocks,
    int decoderChannels,
    LatentScale scale)
    implements AutoencoderConfig {

  /** Reads a config.json; see {@link UnetConfig#of}. */
  static TinyVaeConfig of(String component, JsonNode json) {
    ConfigReader config = new ConfigReader(component, json);
    config.require("act_fn", config.text("act_fn", "relu").equals("relu"), "relu");
    config.require(
        "upsampling_scaling_factor", config.integer("upsampling_scaling_factor", 2) == 2, "2");
    return new TinyVaeConfig(
        config.count("in_channels", 3),
        config.count("out_channels", 3),
        config.count("latent_channels", 4),
        config.layers("num_encoder_blocks"),
        config.counts("encoder_block_out_channels").get(0),
        config.layers("num_decoder_blocks"),
        config.counts("decoder_block_out_channels").get(0),
        LatentScale.of(config, config.count("latent_channels", 4), 1));
  }

  @Override
  public ScriptArchive archive() {
    return Scripts.archive(
        "TinyVae",
        "tiny_vae.py",
        Map.of("encoder_blocks", encoderBlocks, "decoder_blocks", decoderBlocks));
  }

  @Override
  public boolean forceUpcast() {
    return false;
  }

  @Override
  public boolean hasDistribution() {
    return false;
  }

  /** Without attention and with few channels its memory is small whatever the image. */
  @Override
  public OptionalInt tileSide() {
    return OptionalInt.empty();
  }

  @Override
  public TensorLayout layout() {
    TensorLayout layout = new TensorLayout();
    encoder(layout, encoderBlocks, encoderChannels, inChannels, latentChannels);
    decoder(layout, decoderBlocks, decoderChannels, latentChannels, outChannels);
    return layout;
  }

  private static void encoder(
      TensorLayout layout, List<Integer> blocks, int width, int in, int out) {
    int layer = 0;
    for (int level = 0; level < blocks.size(); level++) {
      String name = "encoder.layers." + layer++;
      if (level == 0) {
        layout.conv(name, in, width, 3);
      } else {
        layout.tensor(name + ".weight", width, width, 3, 3);
      }
      layer = blocks(layout, "encoder.layers.", layer, blocks.get(level), width);
    }
    layout.conv("encoder.layers." + layer, width, out, 3);
  }

  private static void decoder(
      TensorLayout layout, List<Integer> blocks, int width, int in, int out) {
    layout.conv("decoder.layers.0", in, width, 3);
    int layer = 2;
    for (int level = 0; level + 1 < blocks.size(); level++) {
      layer = blocks(layout, "decoder.layers.", layer, blocks.get(level), width) + 1;
      layout.tensor("decoder.layers." + layer++ + ".weight", width, width, 3, 3);
    }
    layer = blocks(layout, "decoder.layers.", layer, blocks.get(blocks.size() - 1), width);
    layout.conv("decoder.layers." + layer, width, out, 3);
  }

  private static int blocks(TensorLayout layout, String prefix, int first, int count, int width) {
    for (int layer = first; layer < first + count; layer++) {
      for (String conv : List.of(".conv.0", ".conv.2", ".conv.4")) {
        layout.conv(prefix + layer + conv, width, width, 3);
      }
    }
    return first + count;
  }
}

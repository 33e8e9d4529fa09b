package io.latentmill.udf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.weights.TensorSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A fast approximate autoencoder (AutoencoderTiny, TAESD). */
public final class TinyVae implements Autoencoder {
  private final double scalingFactor;
  private final ScriptModule module;
  private final ComputeType type;

  private TinyVae(double scalingFactor, ScriptModule module, ComputeType type) {
    this.scalingFactor = scalingFactor;
    this.module = module;
    this.type = type;
  }

  static TinyVae load(String component, JsonNode json, TensorSource weights, Placement placement) {
    ConfigReader config = config(component, json);
    Map<String, Object> attributes =
        Map.of(
            "encoder_blocks", config.layers("num_encoder_blocks"),
            "decoder_blocks", config.layers("num_decoder_blocks"));
    ScriptModule module =
        Network.load(
            Scripts.archive("TinyVae", "tiny_vae.py", attributes),
            layout(config),
            weights,
            placement);
    return new TinyVae(config.positive("scaling_factor", 1), module, placement.type());
  }

  /** A config.json of a kind that can be run. */
  static ConfigReader config(String component, JsonNode json) {
    ConfigReader config = new ConfigReader(component, json);
    config.require("act_fn", config.text("act_fn", "relu").equals("relu"), "relu");
    config.require(
        "upsampling_scaling_factor", config.integer("upsampling_scaling_factor", 2) == 2, "2");
    return config;
  }

  /** The tensors it asks for. */
  static TensorLayout layout(ConfigReader config) {
    TensorLayout layout = new TensorLayout();
    int latents = config.count("latent_channels", 4);
    encoder(
        layout,
        config.layers("num_encoder_blocks"),
        config.counts("encoder_block_out_channels").get(0),
        config.count("in_channels", 3),
        latents);
    decoder(
        layout,
        config.layers("num_decoder_blocks"),
        config.counts("decoder_block_out_channels").get(0),
        latents,
        config.count("out_channels", 3));
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

  @Override
  public double scalingFactor() {
    return scalingFactor;
  }

  @Override
  public ComputeType type() {
    return type;
  }

  @Override
  public NDArray encode(NDManager owner, NDArray images, ComputeType computeType) {
    return module.tensor(owner, "encode", images, computeType.scalarType());
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
  public NDArray decode(NDManager owner, NDArray latents, ComputeType computeType) {
    return module.tensor(owner, "decode", latents, computeType.scalarType());
  }

  @Override
  public void close() {
    module.close();
  }
}

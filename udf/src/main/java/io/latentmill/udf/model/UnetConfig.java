package io.latentmill.udf.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The shape of a UNet2DConditionModel, or of the contracting half that a ControlNetModel copies,
 * from its config.json.
 *
 * @param inChannels 4; 9 for inpainting
 * @param outChannels 4
 * @param channels of each level, outermost first
 * @param layers resnets of each contracting level; an expanding one has one more
 * @param heads attention heads of each level
 * @param downDepths transformer blocks after each resnet of each contracting level, see {@link
 *     UnetDepths}
 * @param upDepths the same of the expanding levels, innermost first
 * @param middle between them
 * @param crossAttentionChannels width of the text embeddings
 * @param groups of the group norms
 * @param eps of the resnets' group norms
 * @param linearProjection whether transformers project with linear layers
 * @param addTimeChannels width of one time id's embedding; 0: no text-and-time conditioning
 * @param addInputChannels width of the text-and-time conditioning; 0: none
 * @param guidanceChannels width of a distilled U-Net's guidance embedding
 * @param sampleSize height and width in latents that it was trained on
 */
public record UnetConfig(
    int inChannels,
    int outChannels,
    List<Integer> channels,
    List<Integer> layers,
    List<Integer> heads,
    List<List<Integer>> downDepths,
    List<List<Integer>> upDepths,
    UnetMiddle middle,
    int crossAttentionChannels,
    int groups,
    double eps,
    boolean linearProjection,
    int addTimeChannels,
    int addInputChannels,
    OptionalInt guidanceChannels,
    List<Integer> sampleSize) {

  /**
   * Reads a config.json.
   *
   * @param component its name in messages
   * @throws LatentmillException (model) for what is missing, mistyped or not supported
   */
  public static UnetConfig of(String component, JsonNode json) {
    ConfigReader config = new ConfigReader(component, json);
    List<Integer> channels = config.counts("block_out_channels");
    int levels = channels.size();
    List<Integer> layers = config.layers("layers_per_block", levels, 2);
    List<List<Integer>> depths = UnetDepths.down(config, layers);
    String headsKey =
        config.has("num_attention_heads") ? "num_attention_heads" : "attention_head_dim";
    List<Integer> heads = config.counts(headsKey, levels, 8);
    int groups = config.count("norm_num_groups", 32);
    for (int level = 0; level < levels; level++) {
      config.requireDivisor(headsKey, heads.get(level), "block_out_channels", channels.get(level));
      config.requireDivisor("norm_num_groups", groups, "block_out_channels", channels.get(level));
    }
    requireSupported(config);
    boolean textAndTime = config.text("addition_embed_type", "").equals("text_time");
    return new UnetConfig(
        config.count("in_channels", 4),
        config.count("out_channels", 4),
        channels,
        layers,
        heads,
        UnetDepths.masked(
            config, "down_block_types", depths, "CrossAttnDownBlock2D", "DownBlock2D"),
        json.has("up_block_types")
            ? UnetDepths.masked(
                config,
                "up_block_types",
                UnetDepths.up(config, depths, upLayers(layers)),
                "CrossAttnUpBlock2D",
                "UpBlock2D")
            : List.of(),
        UnetMiddle.of(config, depths.get(levels - 1)),
        config.counts("cross_attention_dim", 1, 1280).get(0),
        groups,
        config.positive("norm_eps", 1e-5),
        config.truth("use_linear_projection", false),
        textAndTime ? config.count("addition_time_embed_dim") : 0,
        textAndTime ? config.count("projection_class_embeddings_input_dim") : 0,
        config.has("time_cond_proj_dim")
            ? OptionalInt.of(config.count("time_cond_proj_dim"))
            : OptionalInt.empty(),
        config.pair("sample_size", 64));
  }

  private static void requireSupported(ConfigReader config) {
    config.require("act_fn", config.text("act_fn", "silu").matches("silu|swish"), "silu");
    for (String absent :
        List.of(
            "class_embed_type",
            "encoder_hid_dim",
            "encoder_hid_dim_type",
            "num_class_embeds",
            "time_embedding_dim",
            "cross_attention_norm")) {
      config.require(absent, !config.has(absent), "null");
    }
    String added = config.text("addition_embed_type", "");
    config.require(
        "addition_embed_type", added.isEmpty() || added.equals("text_time"), "text_time");
    config.require(
        "resnet_time_scale_shift",
        config.text("resnet_time_scale_shift", "default").equals("default"),
        "default");
    config.require(
        "time_embedding_type",
        config.text("time_embedding_type", "positional").equals("positional"),
        "positional");
    config.require("flip_sin_to_cos", config.truth("flip_sin_to_cos", true), "true");
    config.require("freq_shift", config.integer("freq_shift", 0) == 0, "0");
    for (String off :
        List.of("center_input_sample", "dual_cross_attention", "only_cross_attention")) {
      config.require(off, !config.truth(off, false), "false");
    }
  }

  /** Resnets of the expanding levels, innermost first. */
  List<Integer> upLayers() {
    return upLayers(layers);
  }

  private static List<Integer> upLayers(List<Integer> layers) {
    return reversed(layers).stream().map(count -> count + 1).toList();
  }

  private static List<Integer> reversed(List<Integer> list) {
    List<Integer> result = new ArrayList<>(list);
    Collections.reverse(result);
    return result;
  }

  /** What a script of the contracting half and the middle declares. */
  Map<String, Object> downAttributes() {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("slots", Map.of());
    attributes.put("down_layers", layers);
    attributes.put("groups", groups);
    attributes.put("eps", eps);
    attributes.put("down_heads", heads);
    attributes.put("down_depths", flat(downDepths));
    attributes.put("mid_heads", heads.get(heads.size() - 1));
    attributes.put("mid_resnets", middle.resnets());
    attributes.put("mid_depth", middle.depth());
    attributes.put("add_time_channels", addTimeChannels);
    return attributes;
  }

  /** What the U-Net's script declares. */
  Map<String, Object> attributes() {
    Map<String, Object> attributes = downAttributes();
    attributes.put("up_heads", reversed(heads));
    attributes.put("up_layers", upLayers());
    attributes.put("up_depths", flat(upDepths));
    return attributes;
  }

  private static List<Integer> flat(List<List<Integer>> depths) {
    return depths.stream().flatMap(List::stream).toList();
  }
}

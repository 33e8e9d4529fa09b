package io.latentmill.udf.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shape of a CLIPTextModel or CLIPTextModelWithProjection, from its config.json.
 *
 * @param channels width of the hidden states
 * @param projectionChannels width of the projected text embeddings; 0: no projection
 * @param eosTokenId the id whose position the pooled embedding is taken from
 */
public record ClipTextConfig(
    int vocabulary,
    int positions,
    int channels,
    int innerChannels,
    int layers,
    int heads,
    int projectionChannels,
    String activation,
    double eps,
    int eosTokenId) {

  /** Reads a config.json; see {@link UnetConfig#of}. */
  public static ClipTextConfig of(String component, JsonNode json) {
    ConfigReader config = new ConfigReader(component, json);
    String activation = config.text("hidden_act", "quick_gelu");
    config.require("hidden_act", activation.matches("quick_gelu|gelu"), "quick_gelu and gelu");
    boolean projects = json.path("architectures").toString().contains("WithProjection");
    int channels = config.count("hidden_size");
    int heads = config.count("num_attention_heads");
    config.requireDivisor("num_attention_heads", heads, "hidden_size", channels);
    return new ClipTextConfig(
        config.count("vocab_size", 49408),
        config.count("max_position_embeddings", 77),
        channels,
        config.count("intermediate_size"),
        config.depth("num_hidden_layers"),
        heads,
        projects ? config.count("projection_dim") : 0,
        activation,
        config.positive("layer_norm_eps", 1e-5),
        config.integer("eos_token_id", 2));
  }

  Map<String, Object> attributes() {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("slots", Map.of());
    attributes.put("depth", layers);
    attributes.put("heads", heads);
    attributes.put("eps", eps);
    attributes.put("activation", activation);
    attributes.put("eos", eosTokenId);
    return attributes;
  }

  /** The tensors it asks for. */
  TensorLayout layout() {
    TensorLayout layout = new TensorLayout();
    layout.tensor("text_model.embeddings.token_embedding.weight", vocabulary, channels);
    layout.tensor("text_model.embeddings.position_embedding.weight", positions, channels);
    for (int i = 0; i < layers; i++) {
      layout.clipLayer("text_model.encoder.layers." + i, channels, innerChannels);
    }
    layout.norm("text_model.final_layer_norm", channels);
    if (projectionChannels > 0) {
      layout.tensor("text_projection.weight", projectionChannels, channels);
    }
    return layout;
  }
}

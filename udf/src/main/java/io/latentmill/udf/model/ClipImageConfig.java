package io.latentmill.udf.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shape of CLIP's image tower with its projection, from the {@code vision_config} of a
 * CLIPModel. What a published file leaves out has transformers' CLIPVisionConfig's value.
 *
 * @param size of its images, in pixels
 * @param patch side of a patch, in pixels
 * @param channels width of the hidden states
 * @param projectionChannels width of the image embeddings
 */
public record ClipImageConfig(
    int size,
    int patch,
    int channels,
    int innerChannels,
    int layers,
    int heads,
    int projectionChannels,
    String activation,
    double eps) {

  /**
   * Reads a vision_config; see {@link UnetConfig#of}.
   *
   * @param projectionChannels of the model that the tower belongs to
   */
  public static ClipImageConfig of(String component, JsonNode json, int projectionChannels) {
    ConfigReader config = new ConfigReader(component, json);
    String activation = config.text("hidden_act", "quick_gelu");
    config.require("hidden_act", activation.matches("quick_gelu|gelu"), "quick_gelu and gelu");
    int size = config.count("image_size", 224);
    int patch = config.count("patch_size", 32);
    int channels = config.count("hidden_size", 768);
    int heads = config.count("num_attention_heads", 12);
    config.requireDivisor("num_attention_heads", heads, "hidden_size", channels);
    config.requireDivisor("patch_size", patch, "image_size", size);
    return new ClipImageConfig(
        size,
        patch,
        channels,
        config.count("intermediate_size", 3072),
        config.layers("num_hidden_layers", 12),
        heads,
        projectionChannels,
        activation,
        config.positive("layer_norm_eps", 1e-5));
  }

  Map<String, Object> attributes() {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("depth", layers);
    attributes.put("heads", heads);
    attributes.put("eps", eps);
    attributes.put("activation", activation);
    return attributes;
  }

  /** The tensors it asks for. */
  TensorLayout layout() {
    long patches = (long) (size / patch) * (size / patch);
    String embeddings = "vision_model.embeddings.";
    TensorLayout layout = new TensorLayout();
    layout.tensor(embeddings + "class_embedding", channels);
    layout.tensor(embeddings + "patch_embedding.weight", channels, 3, patch, patch);
    layout.tensor(embeddings + "position_embedding.weight", patches + 1, channels);
    layout.norm("vision_model.pre_layrnorm", channels);
    for (int i = 0; i < layers; i++) {
      layout.clipLayer("vision_model.encoder.layers." + i, channels, innerChannels);
    }
    layout.norm("vision_model.post_layernorm", channels);
    return layout.tensor("visual_projection.weight", projectionChannels, channels);
  }
}

package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.weights.MappedTensors.View;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * OpenCLIP's text encoder as SD 2.x and SDXL files hold it, shown as transformers' CLIPTextModel:
 * the fused projection of queries, keys and values is cut into three, the text projection is
 * transposed, and layers beyond the configured number, which nobody runs, are left out.
 */
final class OpenClipNames {
  private static final Map<String, String> TOP =
      Map.of(
          "positional_embedding", "text_model.embeddings.position_embedding.weight",
          "token_embedding.weight", "text_model.embeddings.token_embedding.weight",
          "ln_final.weight", "text_model.final_layer_norm.weight",
          "ln_final.bias", "text_model.final_layer_norm.bias");

  private static final Map<String, String> LAYER =
      Map.of(
          "ln_1", "layer_norm1",
          "ln_2", "layer_norm2",
          "mlp.c_fc", "mlp.fc1",
          "mlp.c_proj", "mlp.fc2",
          "attn.out_proj", "self_attn.out_proj");

  private static final Pattern RESBLOCK =
      Pattern.compile("transformer\\.resblocks\\.(\\d{1,4})\\.(.+)[._](weight|bias)");

  private static final Pattern NOT_USED = Pattern.compile("logit_scale|attn_mask|visual\\..*");

  private static final List<String> FUSED = List.of("q_proj", "k_proj", "v_proj");

  private final LdmTensors tensors;
  private final int layers;
  private final boolean projects;

  private OpenClipNames(LdmTensors tensors, JsonNode config) {
    this.tensors = tensors;
    this.layers = Counts.perLevel(config, "num_hidden_layers", 0, 12);
    this.projects =
        config.path("architectures").path(0).asText().equals("CLIPTextModelWithProjection");
  }

  static List<View> views(LdmTensors tensors, JsonNode config) {
    OpenClipNames names = new OpenClipNames(tensors, config);
    return tensors.names().flatMap(names::views).toList();
  }

  private Stream<View> views(String name) {
    TensorInfo tensor = tensors.info(name);
    if (TOP.containsKey(name)) {
      return Stream.of(View.renamed(tensor, TOP.get(name)));
    }
    if (name.equals("text_projection") || name.equals("text_projection.weight")) {
      return projection(name, tensor);
    }
    if (NOT_USED.matcher(name).matches()) {
      return Stream.empty();
    }
    Matcher resblock = RESBLOCK.matcher(name);
    if (!resblock.matches()) {
      throw tensors.unknown(name);
    }
    return Integer.parseInt(resblock.group(1)) < layers ? layer(name, resblock) : Stream.empty();
  }

  /**
   * A bare parameter multiplies from the right; a linear layer's weight, as some save it, does not.
   */
  private Stream<View> projection(String name, TensorInfo tensor) {
    if (!projects) {
      return Stream.empty();
    }
    String translated = "text_projection.weight";
    return Stream.of(
        name.equals(translated)
            ? View.renamed(tensor, translated)
            : View.transposed(tensor, translated));
  }

  private Stream<View> layer(String name, Matcher resblock) {
    TensorInfo tensor = tensors.info(name);
    String layer = "text_model.encoder.layers." + resblock.group(1) + ".";
    String suffix = "." + resblock.group(3);
    if (resblock.group(2).equals("attn.in_proj")) {
      return IntStream.range(0, FUSED.size())
          .mapToObj(
              i ->
                  View.part(tensor, layer + "self_attn." + FUSED.get(i) + suffix, i, FUSED.size()));
    }
    String module = LAYER.get(resblock.group(2));
    if (module == null) {
      throw tensors.unknown(name);
    }
    return Stream.of(View.renamed(tensor, layer + module + suffix));
  }
}

package io.latentmill.udf.weights;

import io.latentmill.udf.weights.MappedTensors.View;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shows the tensors of a component by the names that diffusers and transformers write today,
 * whichever version wrote the file:
 *
 * <ul>
 *   <li>text encoders: {@code text_model.} stands before every name but {@code text_projection};
 *       {@code position_ids}, which is no weight, and the image half of a whole CLIP are left out;
 *   <li>VAE attention: {@code query, key, value, proj_attn} are {@code to_q, to_k, to_v, to_out.0},
 *       and a 1x1 convolution that serves as a linear layer has a matrix for its weight;
 *   <li>a ControlNet union's attention: {@code in_proj_weight} is {@code in_proj.weight}.
 * </ul>
 */
final class ModernNames {
  private static final Pattern OLD_ATTENTION =
      Pattern.compile("(.*\\.attentions\\.\\d+)\\.(query|key|value|proj_attn)\\.(weight|bias)");

  private static final Pattern VAE_PROJECTION =
      Pattern.compile("(en|de)coder\\.mid_block\\.attentions\\.\\d+\\.to_(q|k|v|out\\.0)\\.weight");

  private static final Map<String, String> MODERN =
      Map.of("query", "to_q", "key", "to_k", "value", "to_v", "proj_attn", "to_out.0");

  private static final Pattern TEXT_BODY =
      Pattern.compile(
          "embeddings\\.(token|position)_embedding\\..*|final_layer_norm\\..*"
              + "|encoder\\.layers\\.\\d+\\.(self_attn|mlp|layer_norm\\d)\\..*");

  private static final Pattern NOT_USED =
      Pattern.compile(
          "vision_model\\..*|visual_projection\\..*|logit_scale|(.*\\.)?embeddings\\.position_ids");

  private ModernNames() {}

  /** A view of a component's tensors; closing it closes the source. */
  static TensorSource of(TensorSource source) {
    List<View> views =
        source.names().stream()
            .map(name -> view(source.info(name)))
            .flatMap(Optional::stream)
            .toList();
    return MappedTensors.of(source, views);
  }

  private static Optional<View> view(TensorInfo tensor) {
    if (NOT_USED.matcher(tensor.name()).matches()) {
      return Optional.empty();
    }
    String name = modern(tensor.name());
    long[] shape = tensor.shape();
    boolean isPointwise = shape.length == 4 && shape[2] == 1 && shape[3] == 1;
    return Optional.of(
        isPointwise && VAE_PROJECTION.matcher(name).matches()
            ? View.of(tensor, name, shape[0], shape[1])
            : View.renamed(tensor, name));
  }

  private static String modern(String name) {
    Matcher attention = OLD_ATTENTION.matcher(name);
    if (attention.matches()) {
      return attention.group(1) + "." + MODERN.get(attention.group(2)) + "." + attention.group(3);
    }
    if (name.startsWith("transformer_layes.")) {
      return name.replace(".in_proj_", ".in_proj.");
    }
    return TEXT_BODY.matcher(name).matches() ? "text_model." + name : name;
  }
}

package io.latentmill.job.cli.inspect;

import io.latentmill.udf.weights.TensorInfo;
import io.latentmill.udf.weights.TensorSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A network, one of its modules or a tensor, by the dots in the tensors' names.
 *
 * @param name the last part of its path
 * @param path as tensors are named within the network; empty for the network
 * @param parameters of all tensors in it
 * @param tensor empty for a module
 * @param children blocks that are numbered in the order of their numbers, others by name
 */
public record ModuleTree(
    String name,
    String path,
    long parameters,
    Optional<TensorInfo> tensor,
    List<ModuleTree> children) {
  /** Names come from anybody: what lies deeper is not taken apart. */
  private static final int MAX_DEPTH = 32;

  private static final int DIGITS = 20;

  private static final Comparator<String> ORDER =
      Comparator.comparing(ModuleTree::padded).thenComparing(Comparator.naturalOrder());

  /** The tree of a network. */
  public static ModuleTree of(String network, TensorSource weights) {
    return module(network, "", weights.names(), weights, 0);
  }

  private static ModuleTree module(
      String name, String prefix, Collection<String> tensors, TensorSource weights, int depth) {
    Map<String, List<String>> modules = new TreeMap<>(ORDER);
    List<ModuleTree> children = new ArrayList<>();
    for (String tensor : tensors) {
      int end = depth < MAX_DEPTH ? tensor.indexOf('.', prefix.length()) : -1;
      if (end < 0) {
        children.add(leaf(tensor.substring(prefix.length()), weights.info(tensor)));
      } else {
        String module = tensor.substring(prefix.length(), end);
        modules.computeIfAbsent(module, key -> new ArrayList<>()).add(tensor);
      }
    }
    children.sort(Comparator.comparing(ModuleTree::name, ORDER));
    modules.forEach(
        (module, inside) ->
            children.add(module(module, prefix + module + ".", inside, weights, depth + 1)));
    String path = prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
    long parameters = children.stream().mapToLong(ModuleTree::parameters).sum();
    return new ModuleTree(name, path, parameters, Optional.empty(), List.copyOf(children));
  }

  private static ModuleTree leaf(String name, TensorInfo info) {
    return new ModuleTree(name, info.name(), info.elements(), Optional.of(info), List.of());
  }

  private static String padded(String name) {
    boolean isNumber = !name.isEmpty() && name.chars().allMatch(it -> it >= '0' && it <= '9');
    return isNumber ? "0".repeat(Math.max(0, DIGITS - name.length())) + name : name;
  }

  /** What a transformer block's attentions look at. */
  Optional<String> role() {
    if (!path.contains("transformer_blocks.")) {
      return Optional.empty();
    }
    return switch (name) {
      case "attn1" -> Optional.of("self-attention");
      case "attn2" -> Optional.of("cross-attention");
      default -> Optional.empty();
    };
  }
}

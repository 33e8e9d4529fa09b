package io.latentmill.job.cli.inspect;

import io.latentmill.udf.weights.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@link ModuleTree}s for people: modules by their whole path, so that a search finds them. */
public final class ModuleTreeText {
  private ModuleTreeText() {}

  /** The networks' lines. */
  public static String of(List<ModuleTree> networks) {
    StringBuilder text = new StringBuilder();
    for (ModuleTree network : networks) {
      text.append('\n');
      append(network, "", text);
    }
    return text.toString();
  }

  private static void append(ModuleTree node, String indent, StringBuilder text) {
    text.append(indent).append(line(node)).append('\n');
    for (ModuleTree child : node.children()) {
      append(child, indent + "  ", text);
    }
  }

  private static String line(ModuleTree node) {
    if (node.tensor().isPresent()) {
      TensorInfo info = node.tensor().get();
      return node.name() + "  " + info.dtype() + " " + Arrays.toString(info.shape());
    }
    String path = node.path().isEmpty() ? node.name() : node.path();
    String role = node.role().map(it -> "  " + it).orElse("");
    return String.format(Locale.ROOT, "%s%s  %,d parameters", path, role, node.parameters());
  }
}

package io.latentmill.job.cli.inspect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** {@link ModuleTree}s for programs. */
final class ModuleTreeJson {
  private ModuleTreeJson() {}

  static ArrayNode of(List<ModuleTree> nodes) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    nodes.forEach(node -> array.add(of(node)));
    return array;
  }

  private static ObjectNode of(ModuleTree node) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", node.name())
            .put("path", node.path())
            .put("parameters", node.parameters());
    node.role().ifPresent(role -> json.put("role", role));
    node.tensor()
        .ifPresentOrElse(
            tensor -> {
              ArrayNode shape = json.put("dtype", tensor.dtype().name()).putArray("shape");
              for (long length : tensor.shape()) {
                shape.add(length);
              }
            },
            () -> json.set("children", of(node.children())));
    return json;
  }
}

package io.latentmill.job.cli.inspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.weights.lora.AdapterReport;
import java.util.List;
import java.util.Map;

/** A {@link ModelReport} for programs, ending with a line end. */
public final class ModelReportJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private ModelReportJson() {}

  /** With the networks taken apart, where there are such. */
  public static String of(
      ModelReport report, List<ModuleTree> trees, Map<String, AdapterReport> adapters) {
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("model", report.model())
            .put("can_run", report.faults().isEmpty())
            .put("family", report.family().orElse(null))
            .putPOJO("size", report.size().map(ModelReportJson::size).orElse(null))
            .putPOJO("scheduler", report.scheduler().orElse(null))
            .putPOJO("defaults", report.defaults().orElse(null))
            .putPOJO("networks", report.networks())
            .putPOJO("files", report.files())
            .put("sha256", report.sha256())
            .putPOJO("faults", report.faults());
    if (!adapters.isEmpty()) {
      ArrayNode list = json.putArray("adapters");
      adapters.forEach((path, adapter) -> list.add(adapter(path, adapter)));
    }
    if (!trees.isEmpty()) {
      json.set("tree", ModuleTreeJson.of(trees));
    }
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the report as JSON", e);
    }
  }

  private static ObjectNode adapter(String path, AdapterReport report) {
    return MAPPER
        .createObjectNode()
        .put("path", path)
        .put("kind", report.kind())
        .put("base", report.base().orElse(null))
        .put("tensors", report.tensors())
        .put("effective", report.effective())
        .put("refusal", report.refusal().orElse(null));
  }

  private static ObjectNode size(ImageSize size) {
    return MAPPER.createObjectNode().put("width", size.width()).put("height", size.height());
  }
}

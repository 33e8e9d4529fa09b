package io.latentmill.job.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.request.ImageSize;
import java.util.List;

/** A {@link ModelReport} for programs, ending with a line end. */
final class ModelReportJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private ModelReportJson() {}

  /** With the networks taken apart, where there are such. */
  static String of(ModelReport report, List<ModuleTree> trees) {
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
    if (!trees.isEmpty()) {
      json.set("tree", ModuleTreeJson.of(trees));
    }
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the report as JSON", e);
    }
  }

  private static ObjectNode size(ImageSize size) {
    return MAPPER.createObjectNode().put("width", size.width()).put("height", size.height());
  }
}

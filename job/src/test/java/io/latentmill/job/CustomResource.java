package io.latentmill.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A schema as Kubernetes holds resources against it: what it does not name would be dropped without
 * a word, and is a mistake here.
 */
final class CustomResource {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private final JsonNode schema;

  private CustomResource(JsonNode schema) {
    this.schema = schema;
  }

  /** The operator's, see the README beside it. */
  static CustomResource scheduledSparkApplication() throws IOException {
    try (InputStream file =
        CustomResource.class.getResourceAsStream("/kubernetes/scheduledsparkapplication.json")) {
      return new CustomResource(MAPPER.readTree(file));
    }
  }

  /** What is scheduled, by itself. */
  static CustomResource sparkApplication() throws IOException {
    JsonNode scheduled = scheduledSparkApplication().schema;
    var properties = (com.fasterxml.jackson.databind.node.ObjectNode) scheduled.path("properties");
    properties.set("spec", properties.path("spec").path("properties").path("template"));
    return new CustomResource(scheduled);
  }

  /** What is wrong with a resource, place by place. */
  List<String> faults(JsonNode resource) {
    List<String> faults = new ArrayList<>();
    check("", resource, schema, faults);
    return faults;
  }

  private void check(String place, JsonNode value, JsonNode rule, List<String> faults) {
    if (rule.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      return;
    }
    if (!isOf(value, rule)) {
      faults.add("%s: %s is no %s".formatted(place, value, rule.path("type").asText("scalar")));
      return;
    }
    if (value.isObject()) {
      object(place, value, rule, faults);
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        check("%s[%d]".formatted(place, i), value.get(i), rule.path("items"), faults);
      }
    } else if (!isAllowed(value, rule)) {
      faults.add("%s: %s is not allowed".formatted(place, value));
    }
  }

  private void object(String place, JsonNode value, JsonNode rule, List<String> faults) {
    rule.path("required")
        .forEach(
            name -> {
              if (!value.has(name.asText())) {
                faults.add("%s: has no %s".formatted(place, name.asText()));
              }
            });
    JsonNode properties = rule.path("properties");
    JsonNode others = rule.path("additionalProperties");
    // Metadata is Kubernetes' own.
    boolean open = properties.isMissingNode() && others.isMissingNode();
    value
        .fields()
        .forEachRemaining(
            field -> {
              String there = place + "/" + field.getKey();
              if (properties.has(field.getKey())) {
                check(there, field.getValue(), properties.path(field.getKey()), faults);
              } else if (others.isObject()) {
                check(there, field.getValue(), others, faults);
              } else if (!open) {
                faults.add(there + ": is unknown");
              }
            });
  }

  private static boolean isOf(JsonNode value, JsonNode rule) {
    if (rule.path("x-kubernetes-int-or-string").asBoolean()) {
      return value.isInt() || value.isTextual();
    }
    return switch (rule.path("type").asText()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      default -> false;
    };
  }

  private static boolean isAllowed(JsonNode value, JsonNode rule) {
    boolean listed = rule.path("enum").isMissingNode();
    for (JsonNode choice : rule.path("enum")) {
      listed |= choice.equals(value);
    }
    return listed
        && (!rule.has("minimum") || value.asDouble() >= rule.path("minimum").asDouble())
        && (!rule.has("maximum") || value.asDouble() <= rule.path("maximum").asDouble())
        && (!rule.has("pattern")
            || Pattern.compile(rule.path("pattern").asText()).matcher(value.asText()).find());
  }
}

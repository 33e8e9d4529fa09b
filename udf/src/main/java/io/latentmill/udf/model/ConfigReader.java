package io.latentmill.udf.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Reads a component's config.json. A missing or mistyped value is a model error naming component,
 * key and value.
 */
final class ConfigReader {
  private final String component;
  private final JsonNode config;

  ConfigReader(String component, JsonNode config) {
    this.component = component;
    this.config = config;
  }

  private Optional<JsonNode> value(String key) {
    return Optional.ofNullable(config.get(key)).filter(node -> !node.isNull());
  }

  private LatentmillException wrong(String key, String expected) {
    return LatentmillException.model(
        "%s/config.json: %s is %s, not %s", component, key, config.get(key), expected);
  }

  int integer(String key) {
    JsonNode node = value(key).orElseThrow(() -> wrong(key, "an integer"));
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw wrong(key, "an integer");
    }
    return node.intValue();
  }

  int integer(String key, int absent) {
    return value(key).isPresent() ? integer(key) : absent;
  }

  double number(String key, double absent) {
    JsonNode node = value(key).orElse(null);
    if (node != null && !node.isNumber()) {
      throw wrong(key, "a number");
    }
    return node == null ? absent : node.doubleValue();
  }

  boolean truth(String key, boolean absent) {
    JsonNode node = value(key).orElse(null);
    if (node != null && !node.isBoolean()) {
      throw wrong(key, "true or false");
    }
    return node == null ? absent : node.booleanValue();
  }

  String text(String key, String absent) {
    JsonNode node = value(key).orElse(null);
    if (node != null && !node.isTextual()) {
      throw wrong(key, "a string");
    }
    return node == null ? absent : node.textValue();
  }

  boolean has(String key) {
    return value(key).isPresent();
  }

  List<String> texts(String key) {
    List<String> result = new ArrayList<>();
    for (JsonNode node : array(key)) {
      if (!node.isTextual()) {
        throw wrong(key, "a list of strings");
      }
      result.add(node.textValue());
    }
    return result;
  }

  List<Integer> integers(String key) {
    List<Integer> result = new ArrayList<>();
    for (JsonNode node : array(key)) {
      if (!node.canConvertToInt()) {
        throw wrong(key, "a list of integers");
      }
      result.add(node.intValue());
    }
    return result;
  }

  /** A list of integers, or one integer that stands for {@code size} equal ones. */
  List<Integer> integers(String key, int size, int absent) {
    Optional<JsonNode> node = value(key);
    if (node.isPresent() && node.get().isArray()) {
      List<Integer> result = integers(key);
      if (result.size() != size) {
        throw wrong(key, "a list of " + size + " integers");
      }
      return result;
    }
    return Collections.nCopies(size, integer(key, absent));
  }

  private JsonNode array(String key) {
    JsonNode node = value(key).orElseThrow(() -> wrong(key, "a list"));
    if (!node.isArray() || node.isEmpty()) {
      throw wrong(key, "a list");
    }
    return node;
  }

  /** Refuses a configuration that asks for what the networks here do not have. */
  void require(String key, boolean holds, String supported) {
    if (!holds) {
      throw LatentmillException.model(
          "%s/config.json: %s %s is not supported; supported is %s",
          component, key, config.get(key), supported);
    }
  }
}

package io.latentmill.job.sink.card;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/**
 * Maps, lists and scalars as YAML in block style; strings quoted as in JSON, which YAML includes.
 */
final class Yaml {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String INDENT = "  ";

  private final StringBuilder text = new StringBuilder();

  private Yaml() {}

  static String of(Map<String, ?> document) {
    Yaml yaml = new Yaml();
    yaml.map(document, "", "");
    return yaml.text.toString();
  }

  private void map(Map<?, ?> map, String first, String indent) {
    String lead = first;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(lead).append(entry.getKey()).append(':');
      value(entry.getValue(), indent);
      lead = indent;
    }
  }

  private void value(Object value, String indent) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      text.append('\n');
      map(map, indent + INDENT, indent + INDENT);
    } else if (value instanceof List<?> list && !list.isEmpty()) {
      text.append('\n');
      list.forEach(item -> item(item, indent));
    } else {
      text.append(' ').append(scalar(value)).append('\n');
    }
  }

  private void item(Object item, String indent) {
    if (item instanceof Map<?, ?> map) {
      map(map, indent + "- ", indent + INDENT);
    } else {
      text.append(indent).append("- ").append(scalar(item)).append('\n');
    }
  }

  private static String scalar(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot write as YAML: " + value, e);
    }
  }
}

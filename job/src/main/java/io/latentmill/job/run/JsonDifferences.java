package io.latentmill.job.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What differs between two JSON objects, member by member. */
final class JsonDifferences {
  private final List<String> lines = new ArrayList<>();

  private JsonDifferences() {}

  /** One line for each member, by its dotted name: {@code options.latents was true, is false}. */
  static List<String> of(JsonNode there, JsonNode ours) {
    JsonDifferences differences = new JsonDifferences();
    differences.add("", there, ours);
    return List.copyOf(differences.lines);
  }

  private void add(String name, JsonNode there, JsonNode ours) {
    if (there.isObject() && ours.isObject()) {
      TreeSet<String> keys = new TreeSet<>();
      there.fieldNames().forEachRemaining(keys::add);
      ours.fieldNames().forEachRemaining(keys::add);
      keys.forEach(
          key -> add(name.isEmpty() ? key : name + "." + key, there.path(key), ours.path(key)));
    } else if (!there.equals(ours)) {
      lines.add("%s was %s, is %s".formatted(name, text(there), text(ours)));
    }
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() ? "absent" : value.asText();
  }
}

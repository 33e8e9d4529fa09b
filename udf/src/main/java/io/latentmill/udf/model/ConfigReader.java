package io.latentmill.udf.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
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
  /** Far above any network's counts and widths; a bound on what a wrong file makes of memory. */
  private static final int MOST = 1 << 20;

  private static final int MOST_LAYERS = 1000;

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

  /** A width or a number of parts: an integer of 1 and more. */
  int count(String key, int absent) {
    return within(key, integer(key, absent), MOST);
  }

  /** As {@link #count(String, int)}, of what has no default. */
  int count(String key) {
    return within(key, integer(key), MOST);
  }

  /** A number of layers, each of which has tensors of its own. */
  int layers(String key, int absent) {
    return within(key, integer(key, absent), MOST_LAYERS);
  }

  /** As {@link #layers(String, int)}, of what has no default. */
  int depth(String key) {
    return within(key, integer(key), MOST_LAYERS);
  }

  private int within(String key, int number, int most) {
    if (number < 1 || number > most) {
      throw wrong(key, "in 1.." + most);
    }
    return number;
  }

  double number(String key, double absent) {
    JsonNode node = value(key).orElse(null);
    if (node != null && !node.isNumber()) {
      throw wrong(key, "a number");
    }
    return node == null ? absent : node.doubleValue();
  }

  /** A list of so many numbers that a float holds. */
  List<Double> numbers(String key, int size) {
    List<Double> result = new ArrayList<>();
    for (JsonNode node : array(key)) {
      if (!node.isNumber() || !Float.isFinite(node.floatValue())) {
        throw wrong(key, "a list of numbers");
      }
      result.add(node.doubleValue());
    }
    if (result.size() != size) {
      throw wrong(key, "a list of " + size + " numbers");
    }
    return result;
  }

  /** A number above zero. */
  double positive(String key, double absent) {
    double number = number(key, absent);
    if (!(number > 0 && number <= Double.MAX_VALUE)) {
      throw wrong(key, "a number above 0");
    }
    return number;
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

  /** A list of so many strings, all among those that are supported. */
  List<String> texts(String key, int size, List<String> supported) {
    List<String> texts = texts(key);
    if (texts.size() != size) {
      throw wrong(key, "a list of " + size + " strings");
    }
    require(key, supported.containsAll(texts), String.join(" and ", supported));
    return texts;
  }

  private List<String> texts(String key) {
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

  /** A list of {@link #count counts}. */
  List<Integer> counts(String key) {
    return within(key, integers(key), MOST);
  }

  /** As {@link #integers(String, int, int)}, of {@link #count counts}. */
  List<Integer> counts(String key, int size, int absent) {
    return within(key, integers(key, size, absent), MOST);
  }

  /** A list of {@link #layers numbers of layers}. */
  List<Integer> layers(String key) {
    return within(key, integers(key), MOST_LAYERS);
  }

  /**
   * One integer for all, or a list with one element a level: an integer for the whole level, or a
   * list of integers. 0 is a number of layers here.
   *
   * @param sizes of the levels' lists
   */
  List<List<Integer>> nested(String key, List<Integer> sizes, int absent) {
    JsonNode node = value(key).orElse(IntNode.valueOf(absent));
    String expected =
        "an integer of 0 and more, or a list of " + sizes.size() + " of them or lists";
    if (node.isArray() && node.size() != sizes.size()) {
      throw wrong(key, expected);
    }
    List<List<Integer>> result = new ArrayList<>();
    for (int level = 0; level < sizes.size(); level++) {
      JsonNode own = node.isArray() ? node.get(level) : node;
      if (own.isArray() && own.size() < sizes.get(level)) {
        throw wrong(key, "lists of " + sizes + " integers");
      }
      List<Integer> numbers = new ArrayList<>();
      for (int layer = 0; layer < sizes.get(level); layer++) {
        JsonNode number = own.isArray() ? own.get(layer) : own;
        if (!number.canConvertToInt() || number.intValue() < 0 || number.intValue() > MOST_LAYERS) {
          throw wrong(key, expected);
        }
        numbers.add(number.intValue());
      }
      result.add(numbers);
    }
    return result;
  }

  /** Whether the file says that there is none, in place of saying nothing. */
  boolean isNull(String key) {
    return config.has(key) && config.get(key).isNull();
  }

  /** A list of one integer for height and width, or of both. */
  List<Integer> pair(String key, int absent) {
    return within(key, integers(key, 2, absent), MOST);
  }

  /** As {@link #integers(String, int, int)}, of {@link #layers numbers of layers}. */
  List<Integer> layers(String key, int size, int absent) {
    return within(key, integers(key, size, absent), MOST_LAYERS);
  }

  private List<Integer> within(String key, List<Integer> numbers, int most) {
    numbers.forEach(number -> within(key, number, most));
    return numbers;
  }

  /** Refuses a number of parts that what is split does not have. */
  void requireDivisor(String key, int number, String splitKey, int split) {
    if (split % number != 0) {
      throw LatentmillException.model(
          "%s/config.json: %s %d does not divide %s %d", component, key, number, splitKey, split);
    }
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

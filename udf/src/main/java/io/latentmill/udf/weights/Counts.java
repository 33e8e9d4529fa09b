package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.request.LatentmillException;

/** Numbers of blocks in a configuration, bounded: they come from anybody and drive loops. */
final class Counts {
  private static final int MAX = 256;

  private Counts() {}

  /** The length of a list. */
  static int length(JsonNode config, String key) {
    return checked(config.path(key).size(), key);
  }

  /**
   * A number that stands for all levels or a list with one for each.
   *
   * @param otherwise when the key is absent
   */
  static int perLevel(JsonNode config, String key, int level, int otherwise) {
    JsonNode value = config.path(key);
    return checked((value.isArray() ? value.path(level) : value).asInt(otherwise), key);
  }

  private static int checked(int count, String key) {
    if (count < 1 || count > MAX) {
      throw LatentmillException.model(
          "Cannot use the configuration: %s gives %d, not 1 to %d", key, count, MAX);
    }
    return count;
  }
}

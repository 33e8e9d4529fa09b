package io.latentmill.udf.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.request.LatentmillException;

/** The configuration files of a model. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /**
   * Parses an object.
   *
   * @param path for messages
   */
  static JsonNode object(String path, String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (!node.isObject()) {
        throw LatentmillException.model("Cannot read %s: not a JSON object", path);
      }
      return node;
    } catch (JsonProcessingException e) {
      throw Unreadable.json(path, e);
    }
  }
}

package io.latentmill.udf.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.request.LatentmillException;

/** The configuration files of a model. */
public final class Json {
  /** Python writes infinities into its JSON: schedulers have {@code lambda_min_clipped}. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private Json() {}

  /** An empty object. */
  static ObjectNode newObject() {
    return MAPPER.createObjectNode();
  }

  /**
   * Parses an object.
   *
   * @param path for messages
   */
  public static JsonNode object(String path, String text) {
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

package io.latentmill.udf.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The {@code added_tokens} of a tokenizer.json: words that are found in the text before anything
 * else is done with it, and get ids of their own. The tokenizer takes an id from the vocabulary
 * where it has the word, and numbers the others on from its end; so does this class.
 */
final class AddedTokens {
  private final JsonNode vocabulary;
  private final Map<String, ObjectNode> byContent = new LinkedHashMap<>();
  private int next;

  /** The added tokens of {@code tokenizer}, a whole tokenizer.json. */
  AddedTokens(JsonNode tokenizer) {
    this.vocabulary = tokenizer.path("model").path("vocab");
    this.next = vocabulary.size();
    for (JsonNode token : tokenizer.path("added_tokens")) {
      put(((ObjectNode) token).deepCopy());
    }
  }

  /** A token's description, to be {@link #put}. */
  static ObjectNode describe(String content, boolean special, boolean normalized) {
    return TokenizerFiles.MAPPER
        .createObjectNode()
        .put("content", content)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", normalized)
        .put("special", special);
  }

  /** Adds a token, or changes the flags of one that is there; returns its id. */
  int put(ObjectNode token) {
    String content = token.path("content").asText();
    int id = id(content).orElse(next);
    next = Math.max(next, id + 1);
    byContent.put(content, token.put("id", id));
    return id;
  }

  /** The id of a word, added or of the vocabulary. */
  OptionalInt id(String content) {
    JsonNode id = vocabulary.path(content);
    if (byContent.containsKey(content)) {
      id = byContent.get(content).path("id");
    }
    return id.isInt() ? OptionalInt.of(id.intValue()) : OptionalInt.empty();
  }

  /**
   * What stands for several vectors: a word {@code X} beside which there are added words {@code
   * X_1}, {@code X_2}, … is all of them, as diffusers' {@code maybe_convert_prompt} has it.
   */
  Map<Integer, int[]> sequences() {
    Map<Integer, int[]> sequences = new HashMap<>();
    for (String content : byContent.keySet()) {
      int[] ids =
          IntStream.iterate(0, i -> i + 1)
              .mapToObj(i -> byContent.get(i == 0 ? content : content + "_" + i))
              .takeWhile(Objects::nonNull)
              .mapToInt(token -> token.path("id").intValue())
              .toArray();
      if (ids.length > 1) {
        sequences.put(ids[0], ids);
      }
    }
    return sequences;
  }

  /** One more than the largest id. */
  int size() {
    return next;
  }

  ArrayNode toJson() {
    return TokenizerFiles.MAPPER.createArrayNode().addAll(byContent.values());
  }
}

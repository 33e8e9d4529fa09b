package io.latentmill.udf.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens with a role, as transformers finds them: CLIP's defaults, overridden by
 * tokenizer_config.json, overridden by special_tokens_map.json.
 *
 * @param roles role (bos_token, …) to the token's text or its description with flags
 */
record SpecialTokens(Map<String, JsonNode> roles) {
  static final String CONFIG = "tokenizer_config.json";
  static final String MAP = "special_tokens_map.json";
  private static final String START = "<|startoftext|>";
  private static final String END = "<|endoftext|>";

  /** In the order in which transformers adds them: of equal tokens the last one's flags hold. */
  private static final List<String> ROLES =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  static SpecialTokens of(TokenizerFiles files) {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    List<JsonNode> sources = new ArrayList<>();
    files.json(CONFIG).ifPresent(sources::add);
    files.json(MAP).ifPresent(sources::add);
    for (String role : ROLES) {
      for (JsonNode source : sources) {
        JsonNode token = source.path(role);
        if (token.isTextual() || token.isObject()) {
          found.put(role, token);
        }
      }
    }
    return new SpecialTokens(found);
  }

  String start() {
    return text("bos_token", START);
  }

  String end() {
    return text("eos_token", END);
  }

  String padding() {
    return text("pad_token", END);
  }

  String unknown() {
    return text("unk_token", END);
  }

  /** Whether a word has a role. */
  boolean has(String word) {
    return roles.values().stream().anyMatch(token -> content(token).equals(word));
  }

  private String text(String role, String fallback) {
    JsonNode token = roles.get(role);
    return token == null ? fallback : content(token);
  }

  /** Every token once, with its flags, as tokenizer.json describes added tokens (without ids). */
  List<ObjectNode> descriptions() {
    Map<String, ObjectNode> byText = new LinkedHashMap<>();
    for (String text : List.of(start(), end(), unknown(), padding())) {
      byText.put(text, AddedTokens.describe(text, true, false));
    }
    for (String role : ROLES) {
      JsonNode token = roles.get(role);
      if (token != null) {
        boolean normalized = token.path("normalized").asBoolean(false);
        ObjectNode description = AddedTokens.describe(content(token), true, normalized);
        for (String flag : List.of("lstrip", "rstrip", "single_word")) {
          description.put(flag, token.path(flag).asBoolean(false));
        }
        byText.put(content(token), description);
      }
    }
    return List.copyOf(byText.values());
  }

  private static String content(JsonNode token) {
    return token.isTextual() ? token.asText() : token.path("content").asText();
  }
}

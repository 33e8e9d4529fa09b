package io.latentmill.udf.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.request.LatentmillException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The description that Hugging Face's tokenizers library is built from: the checkpoint's own
 * tokenizer.json, or one made from its vocab.json and merges.txt.
 *
 * <p>The steps of the latter are those of transformers' CLIPTokenizer: NFC, white space to single
 * spaces, lower case; words by a pattern; bytes as visible characters; byte-pair merges with {@code
 * </w>} at a word's end. Start, end and padding are not its business: {@link ClipTokenizer} adds
 * them, so whatever the file says of truncation, padding and templates is taken out.
 */
final class TokenizerJson {
  static final String FILE = "tokenizer.json";
  static final String VOCABULARY = "vocab.json";
  static final String MERGES = "merges.txt";
  static final String ADDED = "added_tokens.json";

  /** Start, one token of text, end. */
  private static final int SHORTEST = 3;

  private static final String WORDS =
      "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d"
          + "|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

  private TokenizerJson() {}

  static ObjectNode of(TokenizerFiles files, SpecialTokens special) {
    ObjectNode json = files.json(FILE).map(found -> own(files, found)).orElse(null);
    if (json == null) {
      json = made(files, special);
    }
    json.putNull("truncation");
    json.putNull("padding");
    json.putNull("post_processor");
    AddedTokens added = new AddedTokens(json);
    configured(files, special).forEach(added::put);
    special.descriptions().forEach(added::put);
    json.set("added_tokens", added.toJson());
    return json;
  }

  /**
   * The longest sequence: what the tokenizer's configuration says, as far as there are positions.
   */
  static int length(TokenizerFiles files, int positions) {
    double most =
        files
            .json(SpecialTokens.CONFIG)
            .map(config -> config.path("model_max_length"))
            .orElseGet(MissingNode::getInstance)
            .asDouble(positions);
    return most >= SHORTEST && most <= positions ? (int) most : positions;
  }

  /**
   * The words that the files beside the vocabulary add, in the order of their ids: those of
   * tokenizer_config.json or, where it has none, those of added_tokens.json, which older versions
   * wrote.
   */
  private static List<ObjectNode> configured(TokenizerFiles files, SpecialTokens special) {
    SortedMap<Integer, ObjectNode> byId = new TreeMap<>();
    JsonNode decoder =
        files
            .json(SpecialTokens.CONFIG)
            .map(config -> config.path("added_tokens_decoder"))
            .orElseGet(MissingNode::getInstance);
    for (Map.Entry<String, JsonNode> token : decoder.properties()) {
      byId.put(
          id(files, SpecialTokens.CONFIG, token.getKey()),
          object(files, SpecialTokens.CONFIG, token.getValue()).deepCopy());
    }
    if (decoder.isEmpty()) {
      for (Map.Entry<String, JsonNode> word :
          files.json(ADDED).orElseGet(MissingNode::getInstance).properties()) {
        boolean isSpecial = special.has(word.getKey());
        byId.put(
            id(files, ADDED, word.getValue().asText()),
            AddedTokens.describe(word.getKey(), isSpecial, !isSpecial));
      }
    }
    return List.copyOf(byId.values());
  }

  private static int id(TokenizerFiles files, String name, String number) {
    try {
      return Integer.parseInt(number);
    } catch (NumberFormatException e) {
      throw files.broken(name, "added token's id " + number + " is no number");
    }
  }

  private static ObjectNode object(TokenizerFiles files, String name, JsonNode token) {
    if (!(token instanceof ObjectNode description)) {
      throw files.broken(name, "added token " + token + " is not an object");
    }
    return description;
  }

  private static ObjectNode own(TokenizerFiles files, JsonNode found) {
    if (!(found instanceof ObjectNode json) || !found.path("model").path("vocab").isObject()) {
      throw files.broken(FILE, "has no model.vocab");
    }
    json.path("added_tokens").forEach(token -> object(files, FILE, token));
    return json;
  }

  private static ObjectNode made(TokenizerFiles files, SpecialTokens special) {
    JsonNode vocabulary = files.json(VOCABULARY).orElseThrow(() -> absent(files));
    String merges = files.text(MERGES).orElseThrow(() -> absent(files));
    if (!vocabulary.isObject()) {
      throw files.broken(VOCABULARY, "not an object of words and ids");
    }
    ObjectNode json = TokenizerFiles.MAPPER.createObjectNode().put("version", "1.0");
    json.putArray("added_tokens");
    json.set("normalizer", normalizer());
    json.set("pre_tokenizer", preTokenizer());
    json.putNull("decoder");
    ObjectNode model = json.putObject("model");
    model
        .put("type", "BPE")
        .put("unk_token", special.unknown())
        .put("continuing_subword_prefix", "")
        .put("end_of_word_suffix", "</w>")
        .put("fuse_unk", false);
    model.set("vocab", vocabulary);
    model.set("merges", merges(files, merges));
    return json;
  }

  private static ObjectNode normalizer() {
    ObjectNode sequence = TokenizerFiles.MAPPER.createObjectNode().put("type", "Sequence");
    ArrayNode steps = sequence.putArray("normalizers");
    steps.addObject().put("type", "NFC");
    ObjectNode replace = steps.addObject().put("type", "Replace").put("content", " ");
    replace.putObject("pattern").put("Regex", "\\s+");
    steps.addObject().put("type", "Lowercase");
    return sequence;
  }

  private static ObjectNode preTokenizer() {
    ObjectNode sequence = TokenizerFiles.MAPPER.createObjectNode().put("type", "Sequence");
    ArrayNode steps = sequence.putArray("pretokenizers");
    ObjectNode split =
        steps.addObject().put("type", "Split").put("behavior", "Removed").put("invert", true);
    split.putObject("pattern").put("Regex", WORDS);
    steps
        .addObject()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
    return sequence;
  }

  private static ArrayNode merges(TokenizerFiles files, String text) {
    ArrayNode merges = TokenizerFiles.MAPPER.createArrayNode();
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("#version") || line.isBlank()) {
        continue;
      }
      String[] pair = line.strip().split(" ");
      if (pair.length != 2) {
        throw files.broken(MERGES, "\"" + line + "\" is not a pair");
      }
      merges.addArray().add(pair[0]).add(pair[1]);
    }
    return merges;
  }

  private static LatentmillException absent(TokenizerFiles files) {
    return LatentmillException.model(
        "Cannot find a tokenizer in %s: neither %s nor %s and %s",
        files.subject(), FILE, VOCABULARY, MERGES);
  }
}

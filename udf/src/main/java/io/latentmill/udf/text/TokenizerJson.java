package io.latentmill.udf.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.request.LatentmillException;

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
    for (JsonNode token : configured(files)) {
      added.put(object(files, SpecialTokens.CONFIG, token).deepCopy());
    }
    special.descriptions().forEach(added::put);
    json.set("added_tokens", added.toJson());
    return json;
  }

  private static JsonNode configured(TokenizerFiles files) {
    return files
        .json(SpecialTokens.CONFIG)
        .orElseGet(TokenizerFiles.MAPPER::createObjectNode)
        .path("added_tokens_decoder");
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

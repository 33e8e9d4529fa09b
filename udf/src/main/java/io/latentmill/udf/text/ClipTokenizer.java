package io.latentmill.udf.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.PromptSyntax;
import io.latentmill.udf.text.PromptChunks.WeightedChunk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * CLIP's tokenizer of one checkpoint: the ids that transformers' CLIPTokenizer gives, from Hugging
 * Face's own tokenizers library. Needs no network. Safe for concurrent use; its maker closes it.
 */
public final class ClipTokenizer implements AutoCloseable {
  /** What DJL would otherwise do on its own: cut at 512 ids, and pad. */
  private static final Map<String, String> OPTIONS =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

  /** Characters of a prompt that are read first: enough for 75 tokens of nearly any prompt. */
  private static final int FIRST_CUT = 4096;

  /**
   * How far before a cut ids may differ from those of the whole text. A merge depends on its right
   * neighbour only through merges of lower rank, so a difference moves left along merges of rising
   * rank; in CLIP's table the longest such chain covers 866 bytes, and an added token may stand
   * before it.
   */
  private static final int MARGIN = 866 + TokenVectors.MAX_LENGTH;

  private static final String COMMA = ",</w>";

  private final HuggingFaceTokenizer tokenizer;
  private final ObjectNode json;
  private final SpecialTokens special;
  private final String subject;
  private final Map<Integer, int[]> vectors;
  private final int start;
  private final int end;
  private final int padding;

  private ClipTokenizer(
      String subject, ObjectNode json, SpecialTokens special, Map<Integer, int[]> vectors) {
    AddedTokens added = new AddedTokens(json);
    this.subject = subject;
    this.json = json;
    this.special = special;
    this.vectors = vectors;
    this.start = added.id(special.start()).orElseThrow();
    this.end = added.id(special.end()).orElseThrow();
    this.padding = added.id(special.padding()).orElseThrow();
    this.tokenizer = open(subject, json);
  }

  /**
   * Opens the tokenizer of a checkpoint's folder.
   *
   * @throws LatentmillException (model) naming the file that is absent or broken
   */
  public static ClipTokenizer of(TokenizerFiles files) {
    SpecialTokens special = SpecialTokens.of(files);
    return new ClipTokenizer(files.subject(), TokenizerJson.of(files, special), special, Map.of());
  }

  /**
   * A tokenizer that also knows textual inversion's words, with ids after the vocabulary in the
   * list's order. In prompts a word of several vectors becomes all its ids, as diffusers' {@code
   * maybe_convert_prompt} has it (which overlooks words with capitals; here they serve too). The
   * result is closed on its own.
   *
   * @throws LatentmillException (user) if a word is in the vocabulary already
   */
  public ClipTokenizer withTokens(List<TokenVectors> tokens) {
    ObjectNode extended = TokenizerFiles.MAPPER.createObjectNode().setAll(json);
    AddedTokens added = new AddedTokens(extended);
    Map<Integer, int[]> sequences = new HashMap<>(vectors);
    for (TokenVectors token : tokens) {
      int[] ids = IntStream.range(0, token.vectors()).map(i -> add(added, token.word(i))).toArray();
      sequences.put(ids[0], ids);
    }
    extended.set("added_tokens", added.toJson());
    return new ClipTokenizer(subject, extended, special, sequences);
  }

  private int add(AddedTokens added, String word) {
    if (added.id(word).isPresent()) {
      throw LatentmillException.user(
          "embedding token \"%s\" is already a word of the tokenizer of %s", word, subject);
    }
    return added.put(AddedTokens.describe(word, false, true));
  }

  /**
   * The ids of a word's vectors, in order: rows of the token embedding table.
   *
   * @throws IllegalArgumentException if {@link #withTokens} never got the word
   */
  public int[] vectorIds(String token) {
    int first = new AddedTokens(json).id(token).orElse(-1);
    if (!vectors.containsKey(first)) {
      throw new IllegalArgumentException("no added token " + token);
    }
    return vectors.get(first).clone();
  }

  /** A prompt read literally, padded with the tokenizer's own pad token, cut before the end. */
  public Tokens encode(String prompt) {
    int[] text = textIds(prompt, Tokens.TEXT_LENGTH + 1);
    int length = Math.min(text.length, Tokens.TEXT_LENGTH);
    return new Tokens(sequence(text, 0, length), text.length > Tokens.TEXT_LENGTH, length + 2);
  }

  /**
   * A prompt in chunks of 75 tokens, with weights, as its syntax says. A plain prompt is one chunk.
   *
   * @throws LatentmillException (user) naming what the syntax has no meaning for here
   */
  public PromptChunks chunks(String prompt, PromptSyntax syntax) {
    return switch (syntax) {
      case PLAIN -> {
        Tokens tokens = encode(prompt);
        yield new PromptChunks(List.of(chunk(tokens.ids())), Weighting.NONE, tokens.truncated());
      }
      case LONG ->
          new PromptChunker(this, OptionalInt.empty())
              .chunk(List.of(new PromptPart.Text(prompt, 1)), Weighting.NONE);
      case A1111 ->
          new PromptChunker(this, new AddedTokens(json).id(COMMA))
              .chunk(A1111Syntax.parse(prompt), Weighting.RESTORE_MEAN);
      case COMPEL ->
          new PromptChunker(this, OptionalInt.empty())
              .chunk(CompelSyntax.parse(prompt), Weighting.FROM_EMPTY);
    };
  }

  /** The chunk of the empty prompt: start, end and padding. */
  public WeightedChunk emptyChunk() {
    return chunk(sequence(new int[0], 0, 0));
  }

  private static WeightedChunk chunk(int[] ids) {
    float[] weights = new float[Tokens.LENGTH];
    Arrays.fill(weights, 1);
    return new WeightedChunk(ids, weights);
  }

  /** [77]: start, the tokens {@code from..to} of a text, end, padding. */
  int[] sequence(int[] text, int from, int to) {
    int[] ids = new int[Tokens.LENGTH];
    Arrays.fill(ids, padding);
    ids[0] = start;
    System.arraycopy(text, from, ids, 1, to - from);
    ids[1 + to - from] = end;
    return ids;
  }

  /**
   * The ids of a text without start and end: all of them, or at least {@code enough} from its
   * beginning. Of a long text only as much is read as that takes.
   */
  int[] textIds(String text, int enough) {
    if (text.length() <= FIRST_CUT) {
      return expand(Arrays.stream(encodeAll(text).getIds()));
    }
    // A composed text has composed prefixes, so that composing them again changes nothing.
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    for (long length = FIRST_CUT; length < composed.length(); length *= 4) {
      String prefix = prefix(composed, (int) length);
      Encoding encoding = encodeAll(prefix);
      int certain = prefix.codePointCount(0, prefix.length()) - MARGIN;
      CharSpan[] spans = encoding.getCharTokenSpans();
      int[] ids =
          expand(
              IntStream.range(0, spans.length)
                  .takeWhile(i -> spans[i].getEnd() <= certain)
                  .mapToLong(i -> encoding.getIds()[i]));
      if (ids.length >= enough) {
        return ids;
      }
    }
    return expand(Arrays.stream(encodeAll(composed).getIds()));
  }

  private Encoding encodeAll(String text) {
    return tokenizer.encode(text, false, false);
  }

  private static String prefix(String text, int length) {
    boolean insidePair = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, insidePair ? length - 1 : length);
  }

  private int[] expand(LongStream ids) {
    return ids.mapToInt(Math::toIntExact)
        .flatMap(id -> Arrays.stream(vectors.getOrDefault(id, new int[] {id})))
        .toArray();
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private static HuggingFaceTokenizer open(String subject, ObjectNode json) {
    try {
      byte[] bytes = TokenizerFiles.MAPPER.writeValueAsBytes(json);
      return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), OPTIONS);
    } catch (IOException | RuntimeException e) {
      throw new LatentmillException(
          FailureKind.MODEL,
          "Cannot open the tokenizer of %s: %s".formatted(subject, e.getMessage()),
          e);
    }
  }
}

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

  /** Characters of a prompt that are read first: enough for the tokens of nearly any prompt. */
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
  private final int length;
  private final int start;
  private final int end;
  private final int padding;

  private ClipTokenizer(
      String subject,
      ObjectNode json,
      SpecialTokens special,
      Map<Integer, int[]> vectors,
      int length) {
    AddedTokens added = new AddedTokens(json);
    this.subject = subject;
    this.json = json;
    this.special = special;
    this.vectors = vectors;
    this.length = length;
    this.start = added.id(special.start()).orElseThrow();
    this.end = added.id(special.end()).orElseThrow();
    this.padding = added.id(special.padding()).orElseThrow();
    this.tokenizer = open(subject, json);
  }

  /**
   * Opens the tokenizer of a checkpoint's folder.
   *
   * @param positions of the text encoder that it feeds: the longest sequence there can be
   * @throws LatentmillException (model) naming the file that is absent or broken
   */
  public static ClipTokenizer of(TokenizerFiles files, int positions) {
    SpecialTokens special = SpecialTokens.of(files);
    ObjectNode json = TokenizerJson.of(files, special);
    return new ClipTokenizer(
        files.subject(),
        json,
        special,
        new AddedTokens(json).sequences(),
        TokenizerJson.length(files, positions));
  }

  /** Ids in a sequence: CLIP's 77, or those of an encoder with more positions. */
  public int length() {
    return length;
  }

  /** Ids of text in a sequence: all but start and end. */
  int textLength() {
    return length - 2;
  }

  /** One more than the largest id. */
  public int size() {
    return new AddedTokens(json).size();
  }

  /**
   * A tokenizer that also knows textual inversion's words, with ids in the list's order. In prompts
   * a word of several vectors becomes all its ids, as diffusers' {@code maybe_convert_prompt} has
   * it (which overlooks words with capitals; here they serve too). The result is closed on its own.
   *
   * @param firstId of the new words: the rows that the encoder's own table has
   * @throws LatentmillException (user) if a word is in the vocabulary already
   */
  public ClipTokenizer withTokens(List<TokenVectors> tokens, int firstId) {
    ObjectNode extended = TokenizerFiles.MAPPER.createObjectNode().setAll(json);
    AddedTokens added = new AddedTokens(extended);
    Map<Integer, int[]> sequences = new HashMap<>(vectors);
    int next = firstId;
    for (TokenVectors token : tokens) {
      int first = add(added, token.word(0));
      for (int i = 1; i < token.vectors(); i++) {
        sequences.put(add(added, token.word(i)), new int[] {next + i});
      }
      sequences.put(first, IntStream.range(next, next + token.vectors()).toArray());
      next += token.vectors();
    }
    extended.set("added_tokens", added.toJson());
    return new ClipTokenizer(subject, extended, special, sequences, length);
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
    int[] text = textIds(prompt, textLength() + 1);
    int taken = Math.min(text.length, textLength());
    return new Tokens(sequence(text, 0, taken), text.length > textLength(), taken + 2);
  }

  /**
   * A prompt in chunks of 75 tokens (or what its encoder takes), with weights, as its syntax says.
   * A plain prompt is one chunk.
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
    float[] weights = new float[ids.length];
    Arrays.fill(weights, 1);
    return new WeightedChunk(ids, weights);
  }

  /** Start, the tokens {@code from..to} of a text, end, padding. */
  int[] sequence(int[] text, int from, int to) {
    int[] ids = new int[length];
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
    for (long cut = FIRST_CUT; cut < composed.length(); cut *= 4) {
      String prefix = prefix(composed, (int) cut);
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

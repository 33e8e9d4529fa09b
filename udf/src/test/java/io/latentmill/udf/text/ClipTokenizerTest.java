package io.latentmill.udf.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ClipTokenizerTest {
  private static final int START = 49406;
  private static final int END = 49407;
  private static final ClipTokenizer CLIP = Tokenizers.open("clip-tokenizer");

  @AfterAll
  static void close() {
    CLIP.close();
  }

  @Test
  void hardPromptsHaveTheReferencesIds() throws IOException {
    JsonNode cases =
        new ObjectMapper()
            .readTree(GoldenTensors.folder().resolve("clip-tokenizer/cases.json").toFile());
    SoftAssertions softly = new SoftAssertions();
    for (JsonNode prompt : cases) {
      Tokens tokens = CLIP.encode(prompt.get("text").asText());
      int[] expected =
          StreamSupport.stream(prompt.get("ids").spliterator(), false)
              .mapToInt(JsonNode::asInt)
              .toArray();
      softly
          .assertThat(Arrays.copyOf(tokens.ids(), tokens.count()))
          .as(prompt.get("text").asText())
          .isEqualTo(expected);
      softly
          .assertThat(tokens.truncated())
          .isEqualTo(prompt.get("tokens_before_truncation").asInt() > Tokenizers.LENGTH);
      softly
          .assertThat(Arrays.copyOfRange(tokens.ids(), tokens.count(), Tokenizers.LENGTH))
          .containsOnly(tokens.count() == Tokenizers.LENGTH ? new int[0] : new int[] {END});
    }
    softly.assertAll();
    assertThat(cases).hasSizeGreaterThanOrEqualTo(168);
  }

  @Test
  void anEmptyPromptIsStartEndAndPadding() {
    Tokens tokens = CLIP.encode("");
    int[] expected = new int[Tokenizers.LENGTH];
    Arrays.fill(expected, END);
    expected[0] = START;
    assertThat(tokens.ids()).isEqualTo(expected);
    assertThat(tokens.count()).isEqualTo(2);
  }

  @Test
  void ofALongPromptOnlyTheBeginningIsReadWithTheSameIds() {
    for (String unit : List.of("word ", "a", "abcdefghijklmnopqrst", "東京", "1", "é!", "🐈")) {
      String text = unit.repeat(20_000 / unit.length());
      int[] beginning = CLIP.textIds(text, Tokenizers.TEXT_LENGTH + 1);
      int[] all = CLIP.textIds(text, Integer.MAX_VALUE);
      assertThat(beginning).as(unit).hasSizeBetween(76, all.length - 1);
      assertThat(all).as(unit).startsWith(beginning);
    }
  }

  @Test
  void whiteSpaceBeforeTheFirstWordOfALongPromptIsReadThrough() {
    Tokens tokens = CLIP.encode(" ".repeat(1_000_000) + "cat");
    assertThat(Arrays.copyOf(tokens.ids(), tokens.count())).containsExactly(START, 2368, END);
    assertThat(tokens.truncated()).isFalse();
  }

  @Test
  void exactly75TokensAreNotTruncated() {
    assertThat(CLIP.encode("cat ".repeat(75)).truncated()).isFalse();
    Tokens cut = CLIP.encode("cat ".repeat(76));
    assertThat(cut.truncated()).isTrue();
    assertThat(cut.count()).isEqualTo(Tokenizers.LENGTH);
    assertThat(cut.ids()[Tokenizers.LENGTH - 1]).isEqualTo(END);
  }

  /** From transformers' CLIPTokenizer with add_tokens of the three words. */
  @Test
  void addedTokensGetIdsAfterTheVocabularyAndMatchInAnyCase() {
    List<TokenVectors> added =
        List.of(new TokenVectors("<wobble>", 2), new TokenVectors("bad-hands", 1));
    try (ClipTokenizer extended = CLIP.withTokens(added, 49408)) {
      assertThat(extended.vectorIds("<wobble>")).containsExactly(49408, 49409);
      assertThat(extended.vectorIds("bad-hands")).containsExactly(49410);
      assertThat(extended.textIds("a <wobble> b", 75)).containsExactly(320, 49408, 49409, 321);
      assertThat(extended.textIds("x<WOBBLE>y", 75)).containsExactly(343, 49408, 49409, 344);
      assertThat(extended.textIds("Bad-Hands2, <wobble>_1.", 75))
          .containsExactly(49410, 273, 267, 49409, 269);
      assertThat(CLIP.textIds("bad-hands", 75)).containsExactly(2103, 268, 3500);
    }
  }

  @Test
  void aWordOfTheVocabularyCannotBeAdded() {
    assertThatThrownBy(() -> CLIP.withTokens(List.of(new TokenVectors("cat</w>", 1)), 49408))
        .isInstanceOf(LatentmillException.class)
        .hasMessage(
            "embedding token \"cat</w>\" is already a word of the tokenizer of clip-tokenizer");
  }

  @Test
  void tokensAreValidated() {
    assertThatThrownBy(() -> new TokenVectors(" ", 1))
        .hasMessage("embedding token \" \" is blank or longer than 128 characters");
    assertThatThrownBy(() -> new TokenVectors("<x>", 0))
        .hasMessage("embedding token \"<x>\" has 0 vectors");
  }

  /** From transformers' CLIPTokenizer: the pad token is special, so it splits words. */
  @Test
  void paddingIsTheTokenizersOwn() {
    try (ClipTokenizer json = Tokenizers.open("checkpoints/tiny-sdxl/tokenizer_2");
        ClipTokenizer made = Tokenizers.open("checkpoints/tiny-sd2-v/tokenizer")) {
      Tokens tokens = json.encode("!!");
      assertThat(tokens.ids()).startsWith(868, 0, 0, 869).endsWith(0, 0, 0);
      assertThat(tokens.count()).isEqualTo(4);
      assertThat(made.encode("!!").ids()).isEqualTo(tokens.ids());
    }
  }

  @Test
  void missingAndBrokenFilesAreNamed() {
    assertThatThrownBy(
            () -> ClipTokenizer.of(new TokenizerFiles("m/tokenizer", Map.of()), Tokenizers.LENGTH))
        .isInstanceOf(LatentmillException.class)
        .hasMessage(
            "Cannot find a tokenizer in m/tokenizer: neither tokenizer.json nor vocab.json and"
                + " merges.txt");
    assertThatThrownBy(() -> ClipTokenizer.of(files("tokenizer.json", "{"), Tokenizers.LENGTH))
        .hasMessage("Cannot read tokenizer.json in m/tokenizer: not JSON");
    assertThatThrownBy(() -> ClipTokenizer.of(files("tokenizer.json", "{}"), Tokenizers.LENGTH))
        .hasMessage("Cannot read tokenizer.json in m/tokenizer: has no model.vocab");
    assertThatThrownBy(
            () ->
                ClipTokenizer.of(
                    files("tokenizer.json", "{\"model\":{\"vocab\":{}},\"added_tokens\":[1]}"),
                    Tokenizers.LENGTH))
        .hasMessage("Cannot read tokenizer.json in m/tokenizer: added token 1 is not an object");
    assertThatThrownBy(
            () ->
                ClipTokenizer.of(
                    files("vocab.json", "{\"a\": 0}", "merges.txt", "a b c"), Tokenizers.LENGTH))
        .hasMessage("Cannot read merges.txt in m/tokenizer: \"a b c\" is not a pair");
  }

  private static TokenizerFiles files(String... namesAndContents) {
    Map<String, byte[]> contents = new HashMap<>();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      contents.put(namesAndContents[i], namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return new TokenizerFiles("m/tokenizer", contents);
  }
}

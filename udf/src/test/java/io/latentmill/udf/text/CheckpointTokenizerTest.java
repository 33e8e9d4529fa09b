package io.latentmill.udf.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.GoldenTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ids that every reference pipeline fed to its text encoder. */
class CheckpointTokenizerTest {
  private static final Map<String, Integer> VECTORS = Map.of("<wobble>", 2, "bad-hands", 1);

  static Stream<JsonNode> cases() throws IOException {
    JsonNode root =
        new ObjectMapper()
            .readTree(GoldenTensors.folder().resolve("pipelines/cases.json").toFile());
    return StreamSupport.stream(root.get("cases").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void promptsHaveTheReferencesIds(JsonNode reference) {
    String checkpoint = "checkpoints/" + reference.get("checkpoint").asText() + "/";
    boolean first = Files.exists(GoldenTensors.folder().resolve(checkpoint + "tokenizer"));
    List<TokenVectors> added =
        StreamSupport.stream(reference.path("textual_inversion").spliterator(), false)
            .map(embedding -> embedding.get("token").asText())
            .map(token -> new TokenVectors(token, VECTORS.get(token)))
            .toList();
    long[] expected =
        GoldenTensors.read("pipelines/" + reference.get("name").asText() + ".safetensors")
            .longs("token_ids");
    try (ClipTokenizer plain = Tokenizers.open(checkpoint + (first ? "tokenizer" : "tokenizer_2"));
        ClipTokenizer extended = plain.withTokens(added, plain.size())) {
      assertThat(extended.encode(reference.get("prompt").asText()).ids())
          .isEqualTo(LongStream.of(expected).mapToInt(Math::toIntExact).toArray());
    }
  }
}

package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.GoldenTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's table of the kinds of files is the list of those that have a reference. */
class FieldKindsTest {
  private static final Path FIELD = GoldenTensors.folder().resolve("field");

  @Test
  void theReadmeListsTheKinds() throws IOException {
    Path root = FIELD;
    while (!Files.exists(root.resolve("CHANGELOG.md"))) {
      root = root.getParent();
    }
    assertThat(Files.readString(root.resolve("README.md"))).contains("\n\n" + table() + "\n");
  }

  @Test
  void everyKindHasItsReferences() throws IOException {
    for (JsonNode kind : kinds()) {
      assertThat(kind.get("references")).isNotEmpty();
      for (JsonNode reference : kind.get("references")) {
        assertThat(FIELD.resolve(reference.asText() + ".safetensors")).exists();
      }
    }
  }

  private static JsonNode kinds() throws IOException {
    return new ObjectMapper().readTree(FIELD.resolve("kinds.json").toFile());
  }

  private static String table() throws IOException {
    StringBuilder table =
        new StringBuilder("| kind of file | reference | since |\n|---|---|---|\n");
    for (JsonNode kind : kinds()) {
      List<String> references = new ArrayList<>();
      kind.get("references").forEach(it -> references.add("`" + it.asText() + "`"));
      table.append(
          "| %s | %s | %s |\n"
              .formatted(
                  kind.get("kind").asText(),
                  String.join(", ", references),
                  kind.get("since").asText()));
    }
    return table.toString();
  }
}

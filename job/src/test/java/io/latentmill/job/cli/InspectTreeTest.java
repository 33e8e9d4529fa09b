package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.job.cluster.Checkout;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InspectTreeTest {
  private static final String SD1 = Checkout.goldens("checkpoints/tiny-sd1").toString();
  private static final String BLOCK = "down_blocks.0.attentions.0.transformer_blocks.0";

  private static String tree(String... model) {
    CommandRun run =
        CommandRun.of(
            Stream.concat(Stream.of("inspect", "--tree"), Stream.of(model)).toArray(String[]::new));
    assertThat(run.code()).isZero();
    return run.out().substring(run.out().indexOf("\nIt can run.\n"));
  }

  private static List<String> lines(String text, String part) {
    return text.lines().filter(line -> line.contains(part)).toList();
  }

  @Test
  void showsABlockWithItsAttentions() {
    String tree = tree("--model", SD1);
    String indent = " ".repeat(2 * BLOCK.split("\\.").length);
    String start = "\n" + indent + BLOCK + "  ";
    String block = tree.substring(tree.indexOf(start) + 1);
    assertThat(block.substring(0, block.indexOf(BLOCK + ".norm1  ")).stripTrailing())
        .isEqualTo(
            """
            BLOCK  5,904 parameters
              BLOCK.attn1  self-attention  1,040 parameters
                BLOCK.attn1.to_k  256 parameters
                  weight  F32 [16, 16]
                BLOCK.attn1.to_out  272 parameters
                  BLOCK.attn1.to_out.0  272 parameters
                    bias  F32 [16]
                    weight  F32 [16, 16]
                BLOCK.attn1.to_q  256 parameters
                  weight  F32 [16, 16]
                BLOCK.attn1.to_v  256 parameters
                  weight  F32 [16, 16]
              BLOCK.attn2  cross-attention  1,552 parameters
                BLOCK.attn2.to_k  512 parameters
                  weight  F32 [16, 32]
                BLOCK.attn2.to_out  272 parameters
                  BLOCK.attn2.to_out.0  272 parameters
                    bias  F32 [16]
                    weight  F32 [16, 16]
                BLOCK.attn2.to_q  256 parameters
                  weight  F32 [16, 16]
                BLOCK.attn2.to_v  512 parameters
                  weight  F32 [16, 32]
              BLOCK.ff  3,216 parameters
                BLOCK.ff.net  3,216 parameters
                  BLOCK.ff.net.0  2,176 parameters
                    BLOCK.ff.net.0.proj  2,176 parameters
                      bias  F32 [128]
                      weight  F32 [128, 16]
                  BLOCK.ff.net.2  1,040 parameters
                    bias  F32 [16]
                    weight  F32 [16, 64]"""
                .replace("BLOCK", BLOCK)
                .indent(indent.length())
                .stripTrailing());
  }

  @Test
  void startsEveryNetworkWithItsNameAndParameters() {
    assertThat(tree("--model", SD1).lines().filter(line -> line.matches("[a-z_0-9]+  .*")))
        .containsExactly(
            "unet  1,390,804 parameters",
            "vae  354,391 parameters",
            "text_encoder  93,888 parameters");
  }

  @Test
  void findsEveryAttentionOfTheUnet() {
    String tree = tree("--model", SD1);
    assertThat(lines(tree, "  self-attention  "))
        .hasSameSizeAs(lines(tree, "  cross-attention  "))
        .hasSize(16);
  }

  @Test
  void namesASingleFilesModulesAsTheFoldersAre() {
    assertThat(lines(tree("--model", SD1 + ".safetensors", "--model-config", SD1), "attention  "))
        .isEqualTo(lines(tree("--model", SD1), "attention  "));
  }

  @Test
  void takesTheEmbeddedModelApart() {
    CommandRun run = CommandRun.of("inspect", "--tree");
    assertThat(run.code()).isZero();
    assertThat(lines(run.out(), "  cross-attention  ")).isNotEmpty();
  }

  @Test
  void tellsProgramsTheSame() throws IOException {
    CommandRun run = CommandRun.of("inspect", "--tree", "--json", "--model", SD1);
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.get("tree")).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(json.at("/tree/" + i + "/parameters"))
          .isEqualTo(json.at("/networks/" + i + "/parameters"));
    }
    assertThat(json.get("tree").findParents("role")).hasSize(32);
    JsonNode tensor = json.at("/tree/0/children/0/children/0");
    assertThat(tensor)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"name": "bias", "path": "conv_in.bias", "parameters": 16, "dtype": "F32",
                     "shape": [16]}"""));
  }
}

package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderCommandTest {
  @TempDir Path folder;

  @Test
  void writesAnImageThatTellsHowItWasMade() throws IOException {
    CommandRun run =
        render("{\"prompt\": \"a red circle on a blue background\", \"seed\": 7, \"steps\": 2}");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            %1$s/out/image.png
            %1$s/out/latents.safetensors
            """
                .formatted(folder));
    assertThat(new String(Files.readAllBytes(folder.resolve("out/image.png")), "ISO-8859-1"))
        .contains(
            "parameters\0a red circle on a blue background\n"
                + "Steps: 2, Sampler: PLMS, CFG scale: 3, Seed: 7, Size: 128x128, Model hash: ");
    assertThat(folder.resolve("out/tensors.safetensors")).doesNotExist();
  }

  @Test
  void remarksOnNamesThatMeanNothing() throws IOException {
    CommandRun run =
        render("{\"prompt\": \"a red star\", \"steps\": 1, \"cfg\": 3, \"tag\": null}");
    assertThat(run.err()).isEqualTo("latentmill: not a column: cfg\n");
    assertThat(run.code()).isZero();
  }

  @Test
  void exitsThreeForAnInvalidRow() throws IOException {
    CommandRun run = render("{\"prompt\": \"a red star\", \"width\": 7}");
    assertThat(run.err())
        .isEqualTo(
            "latentmill: %s/row.json failed (user): width 7 is not a positive multiple of 8\n"
                .formatted(folder));
    assertThat(run.code()).isEqualTo(3);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void exitsThreeForARowThatFails() throws IOException {
    CommandRun run =
        render(
            "{\"id\": \"r1\", \"prompt\": \"a\", \"width\": 64, \"height\": 64, \"init_image\":"
                + " \"file:/no/such.png\"}");
    assertThat(run.err()).startsWith("latentmill: r1 failed (user): ").contains("/no/such.png");
    assertThat(run.code()).isEqualTo(3);
  }

  @Test
  void exitsTwoForWhatIsNoRequest() throws IOException {
    CommandRun run = render("[1]");
    assertThat(run.err())
        .isEqualTo(
            "latentmill: Cannot read request %s/row.json: not a JSON object\n".formatted(folder));
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void exitsTwoForThreadsThatAreNone() throws IOException {
    CommandRun run = render("{\"prompt\": \"a red star\"}", "--threads", "0");
    assertThat(run.err()).isEqualTo("latentmill: --threads 0 is not positive\n");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void exitsTwoForAFolder() {
    CommandRun run =
        CommandRun.of("render", "--request", folder.toString(), "--output", folder.toString());
    assertThat(run.err())
        .isEqualTo("latentmill: Cannot read request %s: it is a folder\n".formatted(folder));
    assertThat(run.code()).isEqualTo(2);
  }

  private CommandRun render(String json, String... more) throws IOException {
    Path request = Files.writeString(folder.resolve("row.json"), json);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "render",
                "--device",
                "cpu",
                "--request",
                request.toString(),
                "--output",
                folder.resolve("out").toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}

package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {
  @TempDir private Path folder;

  @Test
  void bashCompletesCommandsAndOptions() throws IOException, InterruptedException {
    Path script = folder.resolve("completion");
    Files.writeString(script, CommandRun.of("completion").out());
    assertThat(completed(script, "latentmill", "gener")).isEqualTo("generate\n");
    assertThat(completed(script, "latentmill", "generate", "--batch-s")).contains("--batch-size");
  }

  /** What bash would offer for the last word. */
  private static String completed(Path script, String... words)
      throws IOException, InterruptedException {
    String program =
        "source %s; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; _complete_latentmill; printf '%%s\\n' \"${COMPREPLY[@]}\""
            .formatted(script, String.join(" ", words), words.length - 1, String.join(" ", words));
    Process bash =
        new ProcessBuilder("bash", "--norc", "-c", program).redirectErrorStream(true).start();
    String reply = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(reply).isZero();
    return reply.lines().distinct().collect(java.util.stream.Collectors.joining("\n", "", "\n"));
  }
}

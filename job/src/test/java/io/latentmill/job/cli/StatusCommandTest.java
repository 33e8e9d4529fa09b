package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandTest {
  @TempDir private Path output;

  @Test
  void tellsInOneLineHowARunStands() throws IOException {
    write("running", "null", "null", Instant.now());
    CommandRun run = CommandRun.of("status", "--output", output.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .matches(
            "running: 1,040 of 2,072 rows generated, 2 failed, 3\\.1 images/s;"
                + " run HOST-1, \\d+ s ago\n");
  }

  @Test
  void saysSoWhereARunHasBeenSilentForLong() throws IOException {
    write("running", "null", "null", Instant.now().minusSeconds(3600));
    assertThat(CommandRun.of("status", "--output", output.toString()).out())
        .endsWith(" s ago (it may be planning, or dead)\n");
  }

  @Test
  void watchesUntilTheRunEndsAndTakesItsCode() throws Exception {
    write("running", "null", "null", Instant.now());
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            this::fail, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
    CommandRun run = CommandRun.of("status", "--watch", "--output", output.toString());
    end.get();
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out().lines()).hasSize(2);
    assertThat(run.out()).contains("failed (exit code 3): ").endsWith(": the disk is full\n");
  }

  @Test
  void printsTheFileAsItIs() throws IOException {
    write("finished", "0", "null", Instant.now());
    assertThat(CommandRun.of("status", "--json", "--output", output.toString()).out())
        .isEqualTo(Files.readString(output.resolve("_latentmill/status.json")) + "\n");
  }

  @Test
  void refusesAFolderWithoutOne() {
    CommandRun run = CommandRun.of("status", "--output", output.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).endsWith(": no run has left a status there\n");
  }

  private void fail() {
    try {
      write("failed", "3", "\"the disk is full\"", Instant.now());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String state, String code, String message, Instant time) throws IOException {
    Path folder = Files.createDirectories(output.resolve("_latentmill"));
    Path whole = folder.resolve("next.json");
    Files.writeString(
        whole,
        """
        {"state": "%s", "exit_code": %s, "message": %s, "run": "HOST-1", "updated_at": "%s",
         "rows_planned": 2072, "rows_generated": 1040, "rows_failed": 2, "images_per_second": 3.1}"""
            .formatted(state, code, message, time));
    Files.move(whole, folder.resolve("status.json"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }
}

package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.sink.SinkFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {
  @TempDir private Path folder;
  private RunOptions options;
  private Optional<String> before;

  @BeforeEach
  void table() throws IOException {
    Path prompts = RunFixture.table(folder, "prompt", List.of("a star"));
    Files.setLastModifiedTime(prompts, FileTime.fromMillis(1_000_000));
    options = RunFixture.options(folder, folder.resolve("out"), Set.of(SinkFormat.PARQUET));
    before = digest(options);
  }

  @Test
  void areTheSameWhereNothingHasChanged() {
    assertThat(before).isPresent();
    assertThat(digest(options.with(options.execution().withFailedRowsOk(true)))).isEqualTo(before);
  }

  @Test
  void tellOfFilesThatCameOrChanged() throws IOException {
    Files.setLastModifiedTime(folder.resolve("prompts.csv"), FileTime.fromMillis(2_000_000));
    Optional<String> touched = digest(options);
    assertThat(touched).isPresent().isNotEqualTo(before);
    Files.writeString(folder.resolve("more.csv"), "prompt\na ring\n");
    assertThat(digest(options)).isPresent().isNotEqualTo(touched);
  }

  @Test
  void tellOfOtherOptions() {
    assertThat(digest(options.with(options.execution().withThreads(7))))
        .isPresent()
        .isNotEqualTo(before);
  }

  @Test
  void areUnknownWhereTheTableIsNotThere() {
    RunOptions missing =
        RunFixture.options(folder.resolve("none"), folder.resolve("out"), Set.of(SinkFormat.FILES));
    assertThat(digest(missing)).isEmpty();
  }

  private static Optional<String> digest(RunOptions options) {
    return Inputs.digest(options, new Configuration());
  }
}

package io.latentmill.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.cluster.Submission;
import io.latentmill.job.cluster.Submit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are the same however many threads there would be, and whatever the machine's language. */
class ThreadsIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @TempDir Path directory;

  @Test
  void masterAndEnvironmentHaveNoSay() throws IOException {
    SortedMap<String, String> first = generate("local[2]", "2", "first");

    assertThat(first).isNotEmpty();
    String[] arabic = {"-Duser.language=ar", "-Duser.country=EG"};
    assertThat(generate("local[1]", "1", "second", arabic)).isEqualTo(first);
    // Spark itself sets OMP_NUM_THREADS to spark.task.cpus, 1, in executors.
    assertThat(generate("local-cluster[2,1,1536]", "3", "third")).isEqualTo(first);
  }

  private SortedMap<String, String> generate(
      String master, String threads, String name, String... driver) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(name));
    Submit submit =
        Submit.to(master)
            .environment(Map.of("OMP_NUM_THREADS", threads))
            .driverOptions(driver)
            .conf("spark.executor.memory", "1g")
            .command(
                "generate",
                "--prompts",
                prompts(),
                "--output",
                folder.resolve("out"),
                "--shard-rows",
                "4",
                "--chunk-rows",
                "8");
    try (Submission run = submit.start(folder)) {
      assertThat(run.await(LIMIT)).as(run.stderr()).isZero();
    }
    return DataSet.of(Output.local(folder)).data();
  }

  private Path prompts() throws IOException {
    StringBuilder rows = new StringBuilder();
    String[] shapes = {"circle", "square", "star", "ring"};
    for (int i = 0; i < 16; i++) {
      rows.append(
          "{\"id\": \"r%02d\", \"prompt\": \"a red %s on a blue background\", \"steps\": 8}%n"
              .formatted(i, shapes[i % 4]));
    }
    return Files.writeString(directory.resolve("rows.jsonl"), rows);
  }
}

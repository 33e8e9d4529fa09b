package io.latentmill.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmissionIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path directory;
  private Path jar;

  @BeforeEach
  void pack() {
    jar = TestJar.of(ClusterProbe.class).write(directory.resolve("probe.jar"));
  }

  @Test
  void givesEveryExecutorDevicesOfItsOwn() {
    Submit submit =
        Submit.to("local-cluster[2,1,1024]")
            .program(ClusterProbe.class, jar)
            .conf(FakeGpus.of(2).in(directory))
            .command("devices");
    try (Submission run = submit.start(directory)) {
      assertThat(run.await(LIMIT)).isEqualTo(3);
      assertThat(run.stdout().lines())
          .hasSize(2)
          .anyMatch(line -> line.endsWith("has [0]"))
          .anyMatch(line -> line.endsWith("has [2]"));
      assertThat(run.executorLogs()).hasSize(4);
    }
  }

  @Test
  void survivesTheDeathOfAnExecutorAndLeavesNoProcess() {
    Submit submit =
        Submit.to("local-cluster[2,1,1024]").program(ClusterProbe.class, jar).command("sleep");
    Submission run = submit.start(directory);
    try (run) {
      run.awaitUntil("two executors", LIMIT, () -> run.executors().size() == 2);
      Submission.Executor first = run.executors().get(0);
      first.signal("KILL");
      run.awaitUntil(
          "another executor",
          LIMIT,
          () -> run.executors().size() == 2 && !run.executors().contains(first));
      run.executors().forEach(executor -> executor.signal("STOP"));
      run.signal("KILL");
      assertThat(run.await(LIMIT)).isEqualTo(128 + 9);
    }
    assertThat(run.executors()).isEmpty();
  }
}

package io.latentmill.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.cluster.SparkHome;
import io.latentmill.job.cluster.StandaloneCluster;
import io.latentmill.job.cluster.Submission;
import io.latentmill.job.cluster.Submit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hosts where nothing can be generated: the others do the work, and where there are none, nobody.
 */
class UnfitHostIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final int ROWS = 24;

  private static final String FAULT =
      "Cannot load libtorch: PYTORCH_LIBRARY_PATH is not set, no pytorch-native jar is on the class"
          + " path; give spark-submit --jars pytorch-native-cpu-2.7.1-linux-x86_64.jar, or set"
          + " PYTORCH_LIBRARY_PATH to the lib folder of an unpacked libtorch 2.7.1";

  @TempDir Path directory;

  @Test
  void theOthersDoItsRows() {
    try (StandaloneCluster cluster = StandaloneCluster.in(directory);
        Submission run =
            submit(
                withoutLibtorch(cluster)
                    .worker(1, SparkHome.in(directory.resolve("good-home")), Map.of()))) {
      assertThat(run.await(LIMIT)).as(run.stderr()).isZero();
      assertThat(run.stderr()).containsPattern("executor \\d on 127.0.0.1 takes no work: ");
      assertThat(run.stderr()).contains(FAULT).doesNotContain("Lost task");
      assertThat(run.stdout()).isEqualTo("24 rows generated, 0 failed\n");
    }
    DataSet made = DataSet.of(Output.local(directory));
    assertThat(made.ids()).hasSize(ROWS).doesNotHaveDuplicates();
    assertThat(made.telemetry())
        .extracting(row -> DataSet.text(row, "executor"))
        .allMatch(executor -> executor.equals(DataSet.text(made.telemetry().get(0), "executor")));
  }

  @Test
  void withoutAnyFitHostNothingIsBegun() {
    try (StandaloneCluster cluster = StandaloneCluster.in(directory);
        Submission run = submit(withoutLibtorch(cluster))) {
      assertThat(run.await(LIMIT)).as(run.stderr()).isEqualTo(2);
      assertThat(run.stderr())
          .endsWith("latentmill: No executor can work: on 127.0.0.1: " + FAULT + "\n");
    }
  }

  private StandaloneCluster withoutLibtorch(StandaloneCluster cluster) {
    // Unpacked natives are kept from one process to the next.
    return cluster.worker(
        1,
        SparkHome.without(directory.resolve("bad-home"), "pytorch-native"),
        Map.of("DJL_CACHE_DIR", directory.resolve("no-cache").toString()));
  }

  private Submission submit(StandaloneCluster cluster) {
    PromptTable table = PromptTable.empty();
    for (int i = 0; i < ROWS; i++) {
      table.row("row-" + i);
    }
    return Submit.to(cluster.url())
        .conf("spark.executor.memory", "1g")
        .conf("spark.sql.shuffle.partitions", "2")
        .conf("spark.scheduler.maxRegisteredResourcesWaitingTime", "5s")
        .command(
            "generate",
            "--prompts=" + table.write(directory),
            "--output=" + Output.local(directory).uri(),
            "--batch-size=2",
            "--shard-rows=2",
            "--chunk-rows=8")
        .start(directory);
  }
}

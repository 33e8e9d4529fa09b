package io.latentmill.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.cluster.Submission;
import io.latentmill.job.cluster.YarnCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What YARN records of a run's end, whether the driver runs at its user's or in YARN itself. */
@Tag("yarn")
class YarnIT {
  private static final Duration LIMIT = Duration.ofMinutes(8);

  @TempDir private static Path shared;
  private static YarnCluster yarn;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    yarn = YarnCluster.in(shared);
  }

  @AfterAll
  static void stop() {
    yarn.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void failedRowsAreAFailure(String mode) {
    Path prompts = PromptTable.empty().row("good").row("bad", "sampler", "magic").write(directory);
    ApplicationReport failed = run(mode, 3, prompts);
    assertFailed(failed, mode, 3);
    assertThat(DataSet.of(output()).ids()).containsExactly("bad", "good");
    assertThat(output().status()).contains("\"state\" : \"finished\"", "\"exit_code\" : 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void aRefusedRunIsAFailure(String mode) throws IOException {
    Path table = directory.resolve("table.csv");
    Files.writeString(table, "id,text\n1,a red star\n");
    ApplicationReport refused = run(mode, 2, table);
    assertFailed(refused, mode, 2);
    assertThat(output().status()).contains("\"state\" : \"failed\"", "\"exit_code\" : 2");
  }

  @Test
  void aFinishedRunThatIsStartedAgainEndsWell() {
    Path prompts = PromptTable.empty().row("good").write(directory);
    assertThat(run("cluster", 0, prompts).getFinalApplicationStatus())
        .isEqualTo(FinalApplicationStatus.SUCCEEDED);
    // Nothing is left to do: not even Spark would be needed.
    assertThat(run("cluster", 0, prompts).getFinalApplicationStatus())
        .isEqualTo(FinalApplicationStatus.SUCCEEDED);
  }

  /** Of a driver at its user's, YARN learns no more than that it failed, and its name. */
  private void assertFailed(ApplicationReport report, String mode, int exitCode) {
    assertThat(report.getFinalApplicationStatus()).isEqualTo(FinalApplicationStatus.FAILED);
    if (mode.equals("client")) {
      assertThat(report.getName())
          .isEqualTo("latentmill generate " + new org.apache.hadoop.fs.Path(output().uri()));
    } else {
      assertThat(report.getDiagnostics())
          .contains("User application exited with status " + exitCode);
    }
  }

  private ApplicationReport run(String mode, int exitCode, Path prompts) {
    try (Submission run =
        yarn.submit(mode)
            .conf("spark.yarn.maxAppAttempts", "1")
            .conf("spark.executor.instances", "1")
            .conf("spark.executor.memory", "1g")
            .conf("spark.driver.memory", "1g")
            .conf("spark.sql.shuffle.partitions", "2")
            .command("generate", "--prompts=" + prompts, "--output=" + output().uri())
            .start(directory)) {
      int code = run.await(LIMIT);
      if (mode.equals("client")) {
        assertThat(code).as(run.stderr()).isEqualTo(exitCode);
      }
    }
    return yarn.last();
  }

  private Output output() {
    return Output.local(directory);
  }
}

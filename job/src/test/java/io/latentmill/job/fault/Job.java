package io.latentmill.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.cluster.FakeGpus;
import io.latentmill.job.cluster.Submission;
import io.latentmill.job.cluster.Submit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The command that a test gives again and again: {@code generate} on two executors with a GPU
 * address each, in all three formats, cut so small that twelve rows are several chunks.
 */
record Job(Path directory, Output output, Submit submit, FakeGpus gpus) {
  static final Duration LIMIT = Duration.ofMinutes(8);

  private static final String LEASE_LAPSE = "10s";

  static Job of(Path directory, PromptTable table, Hooks hooks, Output output) {
    Submit master = Submit.to("local-cluster[2,1,1024]");
    return of(directory, table, hooks, output, master, FakeGpus.of(1));
  }

  /** On one executor with both addresses, so that two tasks share its JVM. */
  static Job onOneExecutor(Path directory, PromptTable table, Hooks hooks, Output output) {
    Submit master = Submit.to("local-cluster[1,2,1024]");
    return of(directory, table, hooks, output, master, FakeGpus.of(2));
  }

  private static Job of(
      Path directory, PromptTable table, Hooks hooks, Output output, Submit master, FakeGpus gpus) {
    Path prompts = table.write(directory);
    Submit submit =
        master
            .conf(hooks.conf())
            .conf("spark.sql.shuffle.partitions", "2")
            .command(
                "generate",
                "--prompts=" + prompts,
                "--output=" + output.uri(),
                Hooks.ROOTS,
                "--device=cpu",
                "--format=parquet,webdataset,files",
                "--batch-size=2",
                "--shard-rows=2",
                "--chunk-rows=4",
                "--lease-lapse=" + LEASE_LAPSE);
    return new Job(directory, output, submit, gpus);
  }

  /** With further settings of Spark. */
  Job conf(Map<String, String> conf) {
    return new Job(directory, output, submit.conf(conf), gpus);
  }

  Job environment(Map<String, String> variables) {
    return new Job(directory, output, submit.environment(variables), gpus);
  }

  /** The same command with another Spark setting. */
  Job conf(String key, String value) {
    return conf(new LinkedHashMap<>(Map.of(key, value)));
  }

  Submission start() {
    return submit.conf(gpus.in(directory)).start(directory);
  }

  /** Runs to the end, which has to be this exit code. */
  void runTo(int exitCode) {
    try (Submission run = start()) {
      awaitExit(run, exitCode);
    }
  }

  /** Generates failed rows again, to this exit code. */
  void retryTo(int exitCode) {
    Submit retry =
        submit.command(
            "retry", "--output=" + output.uri(), "--device=cpu", "--lease-lapse=" + LEASE_LAPSE);
    try (Submission run = retry.conf(gpus.in(directory)).start(directory)) {
      awaitExit(run, exitCode);
    }
  }

  static void awaitExit(Submission run, int exitCode) {
    int code = run.await(LIMIT);
    assertThat(code).as(run.stderr()).isEqualTo(exitCode);
  }
}

package io.latentmill.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.job.cluster.SparkHome;
import io.latentmill.job.cluster.StandaloneCluster;
import io.latentmill.job.cluster.Submission;
import io.latentmill.job.cluster.Submit;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standalone cluster that runs drivers itself, as {@code --deploy-mode cluster} has it. */
class ClusterModeIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @TempDir Path directory;

  @Test
  void theClusterLearnsHowARunEnded() throws IOException {
    Output output = Output.local(directory);
    Path prompts = PromptTable.empty().row("good").row("bad", "sampler", "magic").write(directory);
    try (StandaloneCluster cluster =
        StandaloneCluster.in(directory)
            .worker(2, SparkHome.in(directory.resolve("worker-home")), Map.of())) {
      submit(cluster, prompts);
      assertThat(DataSet.of(output).failures()).containsOnlyKeys("bad");
      assertThat(DataSet.of(output).ids()).containsExactly("bad", "good");
      assertThat(output.status()).contains("\"state\" : \"finished\"", "\"exit_code\" : 3");
      JsonNode master = master(cluster);
      assertThat(master.path("completeddrivers").findValuesAsText("state"))
          .containsExactly("FAILED");
      assertThat(master.path("completedapps").findValuesAsText("name"))
          .containsExactly("latentmill generate " + new org.apache.hadoop.fs.Path(output.uri()));

      // What a supervised driver is started again with: it ends at once, and well.
      submit(cluster, prompts, "--failed-rows-ok");
      assertThat(output.status()).contains("\"state\" : \"finished\"", "\"exit_code\" : 0");
      JsonNode after = master(cluster);
      assertThat(after.path("completeddrivers").findValuesAsText("state"))
          .containsExactlyInAnyOrder("FAILED", "FINISHED");
      assertThat(after.path("completedapps")).hasSize(1);
    }
  }

  private void submit(StandaloneCluster cluster, Path prompts, String... more) {
    List<Object> command =
        new ArrayList<>(
            List.of(
                "generate", "--prompts=" + prompts, "--output=" + Output.local(directory).uri()));
    command.addAll(List.of(more));
    Submit submit =
        Submit.to(cluster.url())
            .conf("spark.submit.deployMode", "cluster")
            .conf("spark.standalone.submit.waitAppCompletion", "true")
            .conf("spark.driver.memory", "1g")
            .conf("spark.executor.memory", "1g")
            .conf("spark.executor.cores", "1")
            .conf("spark.cores.max", "1")
            .conf("spark.sql.shuffle.partitions", "2")
            .command(command.toArray());
    try (Submission run = submit.start(directory)) {
      // Spark's own client tells of the driver's end, and has no exit code for it.
      run.await(LIMIT);
    }
  }

  private static JsonNode master(StandaloneCluster cluster) throws IOException {
    return new ObjectMapper().readTree(URI.create(cluster.statusUrl()).toURL());
  }
}

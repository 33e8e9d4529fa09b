package io.latentmill.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code deploy/latentmill} up to the program's main method: here the probe's, by {@code --class}.
 */
class LauncherIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir Path directory;
  private Path jar;

  @BeforeEach
  void pack() {
    jar = TestJar.of(ClusterProbe.class).write(directory.resolve("probe.jar"));
  }

  @Test
  void leavesWhatStandsBeforeTheCommandToSpark() {
    Submit submit =
        Submit.to("local-cluster[1,1,1024]")
            .conf("spark.jars", jar.toString())
            .command(
                "--class",
                ClusterProbe.class.getName(),
                "--name",
                "demo",
                "inspect",
                "--name",
                "a b",
                "");
    try (Submission run = submit.startByLauncher(directory)) {
      assertThat(run.await(LIMIT)).isEqualTo(3);
      assertThat(run.stdout())
          .isEqualTo(
              """
              demo on local-cluster[1,1,1024]
              [inspect, --name, a b, ] in %s
              offline true
              """
                  .formatted(directory));
    }
  }

  @Test
  void namesTheOptionWhoseValueIsMissing() {
    Submit submit = Submit.to("local[1]").command("--name");
    try (Submission run = submit.startByLauncher(directory)) {
      assertThat(run.await(LIMIT)).isEqualTo(2);
      assertThat(run.stderr()).isEqualTo("latentmill: Missing value of --name\n");
    }
  }
}

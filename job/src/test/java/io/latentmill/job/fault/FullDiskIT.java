package io.latentmill.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.cluster.S3Server;
import io.latentmill.job.cluster.Submission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The disk that uploads are buffered on is full. Needs leave to mount; skipped without it. */
@ExtendWith(LocalSpark.class)
@Tag("fault")
class FullDiskIT {
  private static final String SAID =
      "Could not find any valid local directory for s3ablock-0001-: no room in fs.s3a.buffer.dir";

  @TempDir Path directory;

  @Test
  void theRunSaysSoAndGoesOnWhenThereIsRoom() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("buffer"));
    assumeThat(sh("mount -t tmpfs -o size=64m latentmill-test '%s'".formatted(disk)))
        .as("exit code of mount")
        .isZero();
    try (S3Server s3 = S3Server.inMemory(directory)) {
      S3Scene scene = S3Scene.of(directory, s3, s3.port());
      Job job = scene.job().conf("spark.hadoop.fs.s3a.buffer.dir", disk.toString());
      scene.hooks().closeGate();
      try (Submission run = job.start()) {
        scene.hooks().awaitArrival(run);
        assertThat(sh("head -c 65m /dev/zero > '%s/filling'".formatted(disk))).isNotZero();
        scene.hooks().openGate();
        Job.awaitExit(run, 1);
        assertThat(run.stderr()).containsPattern("latentmill: (a task failed 4 times: )?" + SAID);
      }
      assertThat(scene.output().status()).contains("\"state\" : \"failed\"", SAID);
      Files.delete(disk.resolve("filling"));
      job.runTo(0);
      scene.assertWhole();
    } finally {
      sh("umount '%s'".formatted(disk));
    }
  }

  private static int sh(String command) throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
  }
}

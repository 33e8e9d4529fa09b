package io.latentmill.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.cluster.S3Server;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The main job on a real cluster, when nothing goes wrong. */
@ExtendWith(LocalSpark.class)
class ClusterIT {
  @TempDir Path directory;

  @Test
  void generatesOnEveryExecutorsOwnDeviceAndLoadsThePipelineOnceThere() {
    Scene scene = Scene.in(directory);
    scene.job().runTo(0);
    scene.assertWhole();

    List<Group> telemetry = DataSet.of(scene.output()).telemetry();
    assertThat(telemetry).hasSize(12);
    assertThat(telemetry)
        .extracting(row -> DataSet.text(row, "device"))
        .containsOnly("cpu for gpu 0", "cpu for gpu 1");
    assertThat(telemetry).extracting(row -> DataSet.text(row, "executor")).containsOnly("0", "1");
    assertThat(telemetry).extracting(row -> row.getLong("pipeline_loads", 0)).containsOnly(1L);
    assertThat(scene.output().status()).contains("\"state\" : \"finished\"", "\"exit_code\" : 0");
  }

  @Test
  void writesTheSameBytesToObjectStorage() {
    try (S3Server s3 = S3Server.inMemory(directory)) {
      S3Scene scene = S3Scene.of(directory, s3, s3.port());
      scene.job().runTo(0);
      scene.assertWhole();
    }
  }
}

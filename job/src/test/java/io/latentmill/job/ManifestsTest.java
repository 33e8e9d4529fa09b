package io.latentmill.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples for Kubernetes: no run is started again for ever. */
class ManifestsTest {
  private static final Path ROOT = Path.of(System.getProperty("latentmill.root"));

  @ParameterizedTest
  @ValueSource(strings = {"generate.yaml", "nightly.yaml"})
  void endWellThoughRowsFailAndBadlyOnlySoOften(String file) throws IOException {
    String manifest = Files.readString(ROOT.resolve("deploy/kubernetes").resolve(file));
    assertThat(manifest)
        .contains("- --failed-rows-ok\n")
        .containsPattern("restartPolicy:\\s+type: (Never|OnFailure\\s+onFailureRetries: \\d)");
  }
}

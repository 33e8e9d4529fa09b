package io.latentmill.udf.weights;

import static io.latentmill.udf.weights.Fixtures.HADOOP;
import static io.latentmill.udf.weights.Fixtures.assertModelFailure;
import static io.latentmill.udf.weights.Fixtures.goldens;
import static io.latentmill.udf.weights.Fixtures.hadoop;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model's folder in the hub's cache, with links to blobs as the hub's client makes it. */
class HubCacheTest {
  @TempDir Path cache;
  private Path model;

  @BeforeEach
  void link() throws IOException {
    model = cache.resolve("models--tiny--sd1");
    snapshot("1234abcd");
  }

  private void snapshot(String revision) throws IOException {
    Path whole = goldens("checkpoints/tiny-sd1");
    Path blobs = Files.createDirectories(model.resolve("blobs"));
    try (Stream<Path> files = Files.walk(whole).filter(Files::isRegularFile)) {
      int number = 0;
      for (Path file : files.toList()) {
        Path blob = blobs.resolve(revision + number++);
        Files.copy(file, blob);
        Path link =
            model.resolve("snapshots/" + revision).resolve(whole.relativize(file).toString());
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, link.getParent().relativize(blob));
      }
    }
  }

  @Test
  void opensTheSnapshotThatMainNames() throws IOException {
    snapshot("5678");
    Fixtures.write(model.resolve("refs/main"), "1234abcd");
    Checkpoint checkpoint = Checkpoint.open(hadoop(model), Optional.empty(), HADOOP);
    assertThat(checkpoint.describe()).endsWith("snapshots/1234abcd");
    try (TensorSource weights = checkpoint.weights(Component.UNET)) {
      assertThat(weights.names()).isNotEmpty();
    }
  }

  @Test
  void opensTheOnlySnapshot() {
    assertThat(Checkpoint.open(hadoop(model), Optional.empty(), HADOOP).describe())
        .endsWith("snapshots/1234abcd");
  }

  @Test
  void namesTheSnapshotsWhereNoneIsTheMainOne() throws IOException {
    snapshot("5678");
    assertModelFailure(
        () -> Checkpoint.open(hadoop(model), Optional.empty(), HADOOP),
        "Cannot open %s: it is a folder of the hub's cache, and of its snapshots [1234abcd, 5678] none"
            + " is the main one; name one of them",
        model);
  }
}

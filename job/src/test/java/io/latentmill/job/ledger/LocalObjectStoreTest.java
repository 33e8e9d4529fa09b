package io.latentmill.job.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.ledger.store.LocalObjectStore;
import io.latentmill.job.ledger.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalObjectStoreTest extends ObjectStoreContract {
  @TempDir Path directory;

  @Override
  ObjectStore store() {
    return new LocalObjectStore(directory);
  }

  @Test
  void nothingIsLeftOfRefusedAndReplacedBodies() throws IOException {
    store().putIfAbsent("lease/1.json", bytes("first"));
    store().putIfAbsent("lease/1.json", bytes("second"));
    store().put("lease/1.json", bytes("third"));

    try (Stream<Path> files = Files.list(directory.resolve("lease"))) {
      assertThat(files).containsExactly(directory.resolve("lease/1.json"));
    }
  }

  @Test
  void aBodyWhoseWriterDiedIsNotListed() throws IOException {
    store().putIfAbsent("lease/1.json", bytes("first"));
    Files.writeString(directory.resolve("lease/.2.json.0b1c"), "half");

    assertThat(store().list("lease")).containsExactly("lease/1.json");
  }
}

package io.latentmill.job.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.ledger.store.LocalObjectStore;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerPlacesTest {
  @TempDir java.nio.file.Path directory;

  @Test
  void aLocalOutputKeepsRunsApart() throws IOException {
    LedgerPlace place = writing(new Path(directory.toUri()), WriterPolicy.ANY_NUMBER);

    assertThat(place.store()).isInstanceOf(LocalObjectStore.class);
    assertThat(place.store().list("probe")).isEmpty();
  }

  @Test
  void anUnknownFileSystemIsRefused() {
    assertThatThrownBy(() -> writing(plain(), WriterPolicy.ANY_NUMBER))
        .isInstanceOf(LatentmillException.class)
        .hasMessage(
            "Cannot write to %s: its store does not refuse to create an object twice, so two runs"
                    .formatted(plain())
                + " could not be kept apart; --single-writer promises that nobody else writes");
  }

  @Test
  void anUnknownFileSystemServesASingleWriter() throws IOException {
    LedgerPlace place = writing(plain(), WriterPolicy.SINGLE);

    try (LedgerSession session =
        Ledger.open(place, TestOptions.holder("a"), TestOptions.instant())) {
      assertThat(session.epoch()).isEqualTo(1);
    }
    try (LedgerSession session =
        Ledger.open(place, TestOptions.holder("b"), TestOptions.instant())) {
      assertThat(session.epoch()).isEqualTo(2);
    }
  }

  private LedgerPlace writing(Path output, WriterPolicy policy) throws IOException {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.plain.impl", PlainFileSystem.class.getName());
    return LedgerPlaces.forWriting(output, configuration, policy, TestOptions.instant());
  }

  private Path plain() {
    return new Path("plain:" + directory);
  }
}

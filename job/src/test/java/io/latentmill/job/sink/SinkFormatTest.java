package io.latentmill.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.latentmill.job.ledger.AttemptDirectory;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.sink.commit.OutputArea;
import io.latentmill.udf.request.LatentmillException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SinkFormatTest {
  @TempDir Path output;

  /** Manifests, in this order, run.json and users' command lines say these. */
  @Test
  void labelsAndFoldersArePinned() {
    assertThat(SinkFormat.areas(EnumSet.allOf(SinkFormat.class)))
        .extracting(OutputArea::label, OutputArea::folder)
        .containsSubsequence(
            tuple("parquet", "data/parquet"),
            tuple("webdataset", "data/webdataset"),
            tuple("files", "data/files"),
            tuple("sidecar", "_latentmill/sidecar"),
            tuple("parts", "_latentmill/parts"),
            tuple("telemetry", "_latentmill/telemetry"));
  }

  @Test
  void unknownFormatsAreNamed() {
    assertThatThrownBy(() -> SinkFormat.ofLabel("zip"))
        .isInstanceOf(LatentmillException.class)
        .hasMessageStartingWith("unknown format \"zip\"; known are parquet, webdataset, files");
  }

  /** What a task of a format left behind is litter that gc has to find, wherever it lies. */
  @ParameterizedTest
  @EnumSource(SinkFormat.class)
  void theLedgerKnowsEveryFolder(SinkFormat format) throws Exception {
    Set<OutputArea> areas = SinkFormat.areas(Set.of(format));
    for (OutputArea area : areas) {
      Files.createDirectories(output.resolve(area.folder()).resolve("000000-1.0"));
    }
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(output.toUri());
    assertThat(Ledger.strays(LedgerPlaces.forReading(root, new Configuration())).directories())
        .extracting(AttemptDirectory::path)
        .containsExactlyInAnyOrderElementsOf(
            areas.stream().map(area -> area.folder() + "/000000-1.0").toList());
  }
}

package io.latentmill.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.report.ReportCollector;
import io.latentmill.job.report.ReportFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The report's facts, from every format alike. */
@ExtendWith(LocalSpark.class)
class ReportTest {
  @TempDir Path output;

  @ParameterizedTest
  @EnumSource(SinkFormat.class)
  void factsComeFromManifestsAndMetadata(SinkFormat format) throws Exception {
    Manifest manifest = ChunkFixture.write(output, Set.of(format), false);

    ReportFacts facts =
        new ReportCollector(
                SparkSession.active(),
                new org.apache.hadoop.fs.Path(output.toUri()),
                List.of(manifest))
            .collect(new ReportFacts.Model("tiny", "00"), Map.of());

    int generated = SinkFixture.generatedIds().size();
    assertThat(facts.rows().generated()).isEqualTo(generated);
    assertThat(facts.failures())
        .containsExactly(
            new ReportFacts.Failure(
                "user", "width 7 is not a multiple of 8", SinkFixture.IDS.size() - generated));
    assertThat(facts.distributions())
        .containsExactly(
            new ReportFacts.Distribution(
                "sampler", List.of(new ReportFacts.Share("euler", generated))),
            new ReportFacts.Distribution(
                "size", List.of(new ReportFacts.Share("16 × 16", generated))),
            new ReportFacts.Distribution(
                "flag",
                List.of(
                    new ReportFacts.Share("black", 1),
                    new ReportFacts.Share("prompt_truncated", 1))));
    assertThat(facts.devices())
        .containsExactly(
            new ReportFacts.DeviceRate(
                "driver / cpu", SinkFixture.IDS.size(), 6.25 * SinkFixture.IDS.size()));
    assertThat(facts.gallery())
        .extracting(ReportFacts.Tile::id)
        .containsExactlyInAnyOrderElementsOf(SinkFixture.generatedIds());
    assertThat(facts.gallery())
        .extracting(ReportFacts.Tile::source)
        .allMatch(
            source ->
                source.startsWith(
                    format == SinkFormat.FILES
                        ? "../data/files/000003-7.1/"
                        : "data:image/png;base64,"));
  }
}

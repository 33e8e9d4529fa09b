package io.latentmill.job.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LedgerJsonTest {
  private static final Manifest MANIFEST =
      new Manifest(
          new AttemptName(12, 3, 1),
          new EntryName(0, 2),
          List.of(
              new AttemptOutput(
                  "parquet",
                  "data/parquet/000012-3.1",
                  List.of(new DataFile("train-000012.parquet", 4096, "ab12", 10)))),
          new RowCounts(8, Map.of(FailureKind.USER, 1L, FailureKind.MODEL, 1L)),
          List.of(new AttemptName(12, 1, 0)));

  @Test
  void aManifestIsWrittenAsPublished() {
    assertThat(new String(LedgerJson.write(MANIFEST), UTF_8))
        .isEqualTo(
            """
            {"version":1,"attempt":"000012-3.1","plan":"000000-2","outputs":[{"format":"parquet",\
            "directory":"data/parquet/000012-3.1","files":[{"name":"train-000012.parquet",\
            "bytes":4096,"sha256":"ab12","rows":10}]}],"rows":{"generated":8,"failed":{"user":1,\
            "model":1}},"supersedes":["000012-1.0"]}
            """);
  }

  @Test
  void everyKindOfObjectIsReadBackAsItWas() {
    assertReadBack(MANIFEST, Manifest.class);
    assertReadBack(
        new PlanIncrement(
            new AttemptName(1, 2, 0),
            4,
            2,
            20,
            List.of(new DataFile("part-0.parquet", 9, "cd", 20)),
            Map.of("source", "prompts.parquet")),
        PlanIncrement.class);
    assertReadBack(
        LeaseRecord.first(4, new Holder("id", "host", 17), Instant.parse("2026-01-02T03:04:05Z"))
            .ended(LeaseState.RELEASED),
        LeaseRecord.class);
    assertReadBack(
        SettledRecord.of(7, Visible.NOTHING.plus(List.of(CommittedChunk.of(MANIFEST)), List.of())),
        SettledRecord.class);
    assertReadBack(SettledRecord.voided(6, 7), SettledRecord.class);
  }

  @Test
  void unknownFieldsAreIgnored() {
    byte[] body =
        "{\"version\":1,\"name\":\"a\",\"bytes\":1,\"sha256\":\"\",\"rows\":2,\"new\":3}"
            .getBytes(UTF_8);

    assertThat(LedgerJson.read("x", body, DataFile.class)).isEqualTo(new DataFile("a", 1, "", 2));
  }

  @Test
  void anUnknownVersionIsRefused() {
    assertThatThrownBy(
            () ->
                LedgerJson.read(
                    "lease/2.json", "{\"version\":9}".getBytes(UTF_8), LeaseRecord.class))
        .isInstanceOf(LatentmillException.class)
        .hasMessage("Cannot read lease/2.json: format version 9, this program knows 1");
  }

  @Test
  void whatIsNotJsonIsRefused() {
    assertThatThrownBy(
            () -> LedgerJson.read("lease/2.json", "{".getBytes(UTF_8), LeaseRecord.class))
        .isInstanceOf(LatentmillException.class)
        .hasMessage("Cannot read lease/2.json: not the JSON expected");
  }

  private static <T> void assertReadBack(T record, Class<T> type) {
    assertThat(LedgerJson.read("x", LedgerJson.write(record), type)).isEqualTo(record);
  }
}

package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.ledger.Holder;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerOptions;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.sink.SinkFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs that somebody wants to end early. */
@ExtendWith(LocalSpark.class)
class DrainTest {
  private static final int ROWS = 24;

  @TempDir private Path folder;

  @Test
  void theNextRunGoesOnToTheSameBytes(SparkSession spark) throws Exception {
    Path prompts =
        RunFixture.table(
            folder,
            "prompt,seed,steps,sampler",
            IntStream.range(0, ROWS).mapToObj("a red star,%d,1,ddim"::formatted).toList());
    AtomicBoolean wanted = new AtomicBoolean();
    Progress afterAChunk =
        new Progress() {
          @Override
          public void committed(int chunk, long generated, long failed) {
            wanted.set(true);
          }
        };
    RunOptions drained = options(prompts, "drained");
    assertThatThrownBy(() -> Generate.run(spark, drained, afterAChunk, wanted::get))
        .isInstanceOf(RunFailedException.class)
        .hasMessageMatching("drained: [1-5] of 6 chunks are left");
    assertThat(Files.readString(folder.resolve("drained/_latentmill/status.json")))
        .contains("\"state\" : \"drained\"", "\"exit_code\" : 1", "\"message\" : \"drained: ");

    RunOutcome rest = Generate.run(spark, drained, Progress.SILENT);
    assertThat(rest.generated()).isEqualTo(ROWS);
    assertThat(rest.newlyGenerated()).isBetween(1L, ROWS - 4L);
    Generate.run(spark, options(prompts, "whole"), Progress.SILENT);
    assertThat(RunFixture.data(folder.resolve("drained")))
        .isEqualTo(RunFixture.data(folder.resolve("whole")));
  }

  @Test
  void anObjectBesideTheLedgerAsksForItOnce() throws IOException {
    Path object = folder.resolve("_latentmill/drain");
    AtomicLong nanos = new AtomicLong();
    try (LedgerSession session =
        Ledger.open(
            LedgerPlaces.forReading(
                new org.apache.hadoop.fs.Path(folder.toUri()), new Configuration(false)),
            Holder.thisProcess(),
            LedgerOptions.defaults())) {
      Files.createFile(object);
      Drain drain = Drain.of(session, () -> false, nanos::get);
      // It was there before the run, and so was meant for another.
      assertThat(object).doesNotExist();
      nanos.addAndGet(Duration.ofSeconds(6).toNanos());
      assertThat(drain.getAsBoolean()).isFalse();
      Files.createFile(object);
      assertThat(drain.getAsBoolean()).as("asks the store at its own pace").isFalse();
      nanos.addAndGet(Duration.ofSeconds(6).toNanos());
      assertThat(drain.getAsBoolean()).isTrue();
      drain.obeyed();
      assertThat(object).doesNotExist();
      assertThat(drain.getAsBoolean()).isTrue();
    }
  }

  private RunOptions options(Path prompts, String output) {
    return RunFixture.options(prompts, folder.resolve(output), Set.of(SinkFormat.PARQUET));
  }
}

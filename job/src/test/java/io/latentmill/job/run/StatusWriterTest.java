package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.ledger.Holder;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerOptions;
import io.latentmill.job.ledger.LedgerPlace;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.plan.ChunkPlan;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StatusWriterTest {
  private static final Redaction REDACTION =
      Redaction.of(
          new SparkConf(false).set("spark.hadoop.fs.s3a.secret.key", "wJalrXUtnFEMI/K7MDENG"));

  @TempDir private Path output;
  private LedgerSession session;
  private StatusWriter status;

  @BeforeEach
  void open() throws IOException {
    LedgerPlace place =
        LedgerPlaces.forReading(
            new org.apache.hadoop.fs.Path(output.toUri()), new Configuration(false));
    session = Ledger.open(place, Holder.thisProcess(), LedgerOptions.defaults());
    status = new StatusWriter(session, "local-1", REDACTION);
  }

  @AfterEach
  void close() throws IOException {
    session.close();
  }

  @Test
  void countsRowsOfChunksUnderWayOnceEach() throws IOException {
    status.plan(10);
    status.advanced(0, 2, 0);
    status.advanced(1, 1, 1);
    status.advanced(1, 1, 1);
    status.running();
    assertThat(text())
        .contains(
            "\"rows_planned\" : 10",
            "\"rows_generated\" : 3",
            "\"rows_failed\" : 1",
            "\"rows_committed\" : 0");
    status.committed(new ChunkPlan(0, 4, 0, 2, 0, 1));
    assertThat(text()).contains("\"rows_generated\" : 1", "\"rows_failed\" : 1");
  }

  @Test
  @Timeout(60)
  void followsTheProgressOfARun() throws Exception {
    status.plan(4);
    LiveStatus live = new LiveStatus(status, Duration.ofMillis(10), Progress.SILENT);
    live.started(4, 0);
    live.advanced(0, 2, 1);
    while (!Files.exists(output.resolve("_latentmill/status.json"))
        || !text().contains("\"rows_generated\" : 2")) {
      Thread.sleep(10);
    }
    live.ended();
    assertThat(text()).contains("\"state\" : \"running\"", "\"rows_failed\" : 1");
  }

  @Test
  void namesTheRun() throws IOException {
    status.running();
    assertThat(text())
        .contains(
            "\"run\" : \"%s\"".formatted(session.holder().id()),
            "\"application\" : \"local-1\"",
            "\"epoch\" : 1");
  }

  @Test
  void aChunkThatEndsAfterItsRunSaysNoMore() throws IOException {
    status.running();
    assertThat(text()).contains("\"state\" : \"running\"", "\"exit_code\" : null");
    status.failed("the disk is full");
    status.running();
    assertThat(text()).contains("\"state\" : \"failed\"", "\"exit_code\" : 1");
  }

  @Test
  void nothingFollowsASignal() throws IOException {
    status.interrupted();
    status.failed("Job 3 cancelled");
    status.running();
    assertThat(text()).contains("\"state\" : \"interrupted\"", "\"exit_code\" : 1");
  }

  @Test
  void aRefusalHasTheExitCodeOfWhatIsWrong() throws IOException {
    status.refused(LatentmillException.user("Cannot use rows.csv: it has no column prompt"));
    assertThat(text())
        .contains("\"exit_code\" : 2", "Cannot use rows.csv: it has no column prompt");
    status.refused(new LatentmillException(FailureKind.RESOURCE, "Cannot read rows.csv"));
    assertThat(text()).contains("\"exit_code\" : 1");
  }

  @Test
  void noSecretIsWritten() throws IOException {
    status.failed("signature of wJalrXUtnFEMI/K7MDENG is wrong for s3a://AKIA1:ab/c@models/x");
    assertThat(text()).contains("signature of *** is wrong for s3a://***@models/x");
  }

  private String text() throws IOException {
    return Files.readString(output.resolve("_latentmill/status.json"));
  }
}

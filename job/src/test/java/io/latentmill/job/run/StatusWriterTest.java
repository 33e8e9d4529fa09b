package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.ledger.Holder;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerOptions;
import io.latentmill.job.ledger.LedgerPlace;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
    status = new StatusWriter(session, REDACTION);
  }

  @AfterEach
  void close() throws IOException {
    session.close();
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

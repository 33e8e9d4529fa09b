package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.ledger.Holder;
import io.latentmill.job.ledger.LeaseState;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerOptions;
import io.latentmill.job.ledger.LedgerPlace;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusNoteTest {
  private static final LatentmillException REFUSAL = LatentmillException.user("no such table");

  @TempDir private Path output;
  private LedgerPlace place;
  private StatusNote note;

  @BeforeEach
  void open() throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(output.toUri());
    place = LedgerPlaces.forReading(path, new Configuration(false));
    note =
        new StatusNote(
            path,
            new Configuration(false),
            RunOptions.Exclusion.DEFAULTS,
            Redaction.of(new SparkConf(false)));
  }

  @Test
  void aRefusalIsToldOnANewOutput() throws IOException {
    note.refused(REFUSAL);
    assertThat(status())
        .contains(
            "\"state\" : \"failed\"",
            "\"exit_code\" : 2",
            "\"message\" : \"no such table\"",
            "\"epoch\" : 1");
    assertThat(Ledger.isGivenBack(place)).isTrue();
  }

  @Test
  void aRefusalTakesThePlaceOfWhatTheRunBeforeSaid() throws IOException {
    try (LedgerSession before = before()) {
      new StatusWriter(before, "local-1", text -> text).finished(0);
      before.close(LeaseState.RELEASED);
    }
    String finished = status();
    note.refused(REFUSAL);
    assertThat(status()).contains("\"exit_code\" : 2").isNotEqualTo(finished);
    note.finished(3);
    assertThat(status()).contains("\"state\" : \"finished\"", "\"exit_code\" : 3");
  }

  @Test
  void whileAnotherRunHoldsTheOutputItsStatusStays() throws IOException {
    try (LedgerSession holder = before()) {
      new StatusWriter(holder, "local-1", text -> text).running();
      String running = status();
      note.refused(REFUSAL);
      assertThat(status()).isEqualTo(running);
      try (Stream<Path> own = Files.list(output.resolve("_latentmill/status"))) {
        List<Path> files = own.toList();
        assertThat(files).hasSize(1);
        assertThat(Files.readString(files.get(0))).contains("\"exit_code\" : 2", "\"epoch\" : 0");
      }
    }
  }

  @Test
  void aRunThatFindsItsOutputHeldSaysSoBesideTheHoldersStatus() throws IOException {
    LedgerOptions lively = LedgerOptions.defaults().withLapse(Duration.ofMillis(500));
    try (LedgerSession holder = Ledger.open(place, Holder.thisProcess(), lively)) {
      new StatusWriter(holder, "local-1", text -> text).running();
      RunOptions.Exclusion exclusion =
          new RunOptions.Exclusion(false, Duration.ofSeconds(3), Duration.ZERO);
      assertThatThrownBy(
              () ->
                  note.holding(
                      () ->
                          HeldOutput.hold(
                              new org.apache.hadoop.fs.Path(output.toUri()),
                              new Configuration(false),
                              exclusion,
                              session -> session.epoch())))
          .isInstanceOf(RunFailedException.class);
      assertThat(status()).contains("\"state\" : \"running\"");
      try (Stream<Path> own = Files.list(output.resolve("_latentmill/status"))) {
        assertThat(Files.readString(own.findFirst().orElseThrow()))
            .contains("\"exit_code\" : 4", "Cannot take the lease: held by ");
      }
    }
  }

  @Test
  void aFolderOfSomebodyElseIsLeftAlone() throws IOException {
    Files.writeString(output.resolve("thesis.tex"), "mine");
    note.refused(REFUSAL);
    assertThat(output.resolve("_latentmill")).doesNotExist();
  }

  private LedgerSession before() throws IOException {
    return Ledger.open(place, Holder.thisProcess(), LedgerOptions.defaults());
  }

  private String status() throws IOException {
    return Files.readString(output.resolve("_latentmill/status.json"));
  }
}

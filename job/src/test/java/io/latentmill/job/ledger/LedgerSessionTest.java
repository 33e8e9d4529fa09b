package io.latentmill.job.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerSessionTest {
  @TempDir Path directory;
  private TestOutput output;

  @BeforeEach
  void newOutput() {
    output = new TestOutput(directory);
  }

  @Test
  void aCommittedChunkCountsForEveryReaderAndEveryLaterRun() throws IOException {
    try (LedgerSession first = output.open("a")) {
      first.commitPlan(output.writePlan(first.nextPlanAttempt()));
      first.commit(output.write(first.nextAttempt(1)));
      first.finish();
      first.close(LeaseState.RELEASED);
    }

    LedgerView view = Ledger.view(output.place());
    assertThat(view.committedChunks()).containsOnlyKeys(1);
    assertThat(view.manifest(1).orElseThrow().attempt()).isEqualTo(new AttemptName(1, 1, 0));
    assertThat(view.manifest(2)).isEmpty();
    assertThat(view.eachManifest()).containsExactly(view.manifest(1).orElseThrow());
    assertThat(view.eachManifest()).containsExactly(view.manifest(1).orElseThrow());
    assertThat(view.rows().generated()).isEqualTo(4);
    assertThat(view.planIncrements()).extracting(PlanIncrement::chunks).containsExactly(2);
    try (LedgerSession second = output.open("b")) {
      assertThat(second.epoch()).isEqualTo(2);
      assertThat(second.view().committedChunks()).isEqualTo(view.committedChunks());
      assertThat(second.nextPlanAttempt()).isEqualTo(new AttemptName(1, 2, 0));
    }
  }

  @Test
  void theNextRunRemovesWhatNoManifestNames() throws IOException {
    try (LedgerSession first = output.open("a")) {
      first.commit(output.write(first.nextAttempt(0)));
      output.write(first.nextAttempt(1));
      output.writePlan(first.nextPlanAttempt());
    }

    try (LedgerSession second = output.open("b")) {
      assertThat(output.dataDirectories()).containsExactly("000000-1.0");
      assertThat(output.children(PlanIncrement.ROOT)).isEmpty();
      assertThat(second.view().committedChunks()).containsOnlyKeys(0);
    }
  }

  @Test
  void aFinishedRunLeavesNoFailedAttemptOfItsOwn() throws IOException {
    try (LedgerSession session = output.open("a")) {
      output.write(session.nextAttempt(0));
      session.commit(output.write(session.nextAttempt(0)));
      assertThat(output.dataDirectories()).containsExactly("000000-1.0", "000000-1.1");

      session.finish();

      assertThat(output.dataDirectories()).containsExactly("000000-1.1");
    }
  }

  @Test
  void aRetriedChunkReplacesTheOldOne() throws IOException {
    try (LedgerSession first = output.open("a")) {
      first.commit(output.write(first.nextAttempt(0)));
      first.commit(output.write(first.nextAttempt(1)));
    }
    try (LedgerSession retry = output.open("b")) {
      retry.commit(output.write(retry.nextAttempt(1), new AttemptName(1, 1, 0)));

      assertThat(output.dataDirectories()).containsExactly("000000-1.0", "000001-2.0");
    }

    assertThat(Ledger.view(output.place()).manifest(1).orElseThrow().supersedes())
        .containsExactly(new AttemptName(1, 1, 0));
  }

  @Test
  void aDriverThatWakesUpAfterItsSuccessorEndedGetsNothingIn() throws IOException {
    LedgerSession sleeper = output.open("a");
    sleeper.commit(output.write(sleeper.nextAttempt(0)));
    Manifest late = output.write(sleeper.nextAttempt(1));
    try (LedgerSession successor = output.open("b")) {
      successor.commit(output.write(successor.nextAttempt(1)));
      successor.finish();
      successor.close(LeaseState.RELEASED);
    }
    output.write(late.attempt());

    assertThatThrownBy(() -> sleeper.commit(late))
        .isInstanceOf(SupersededException.class)
        .hasMessage(
            "Cannot go on with epoch 1: taken over by process 17 on host-b at 2026-03-04T05:06:07Z"
                + " (epoch 2)");
    assertThat(output.dataDirectories()).containsExactly("000000-1.0", "000001-1.0", "000001-2.0");
    sleeper.close();
    assertThat(output.dataDirectories()).containsExactly("000000-1.0", "000001-2.0");
  }

  @Test
  void aChunkIsCommittedOnceInAnEpoch() throws IOException {
    try (LedgerSession session = output.open("a")) {
      session.commit(output.write(session.nextAttempt(0)));
      Manifest again = output.write(session.nextAttempt(0));

      assertThatThrownBy(() -> session.commit(again))
          .isInstanceOf(LatentmillException.class)
          .hasMessage(
              "Cannot write manifests/000000-1.json: this epoch wrote it already, with another"
                  + " body");
      assertThatThrownBy(session::finish)
          .isInstanceOf(LatentmillException.class)
          .hasMessage("Cannot finish epoch 1: one of its commits failed");
    }
  }

  @Test
  void straysAreListedByAnyoneAndRemovedByTheHolder() throws IOException {
    try (LedgerSession session = output.open("a")) {
      session.commit(output.write(session.nextAttempt(0)));
      output.write(session.nextAttempt(1));
      Files.writeString(directory.resolve("data/parquet/notes.txt"), "mine");
      Files.writeString(directory.resolve("data/listing.csv"), "mine");

      Strays strays = Ledger.strays(output.place());

      assertThat(strays.directories())
          .extracting(AttemptDirectory::path)
          .containsExactly("data/parquet/000001-1.0");
      assertThat(strays.strangers()).containsExactly("data/listing.csv", "data/parquet/notes.txt");
      assertThat(session.removeStrays()).isEqualTo(strays);
      assertThat(Ledger.strays(output.place()).isEmpty()).isTrue();
      assertThat(output.dataDirectories()).containsExactly("000000-1.0");
    }
  }

  @Test
  void whatLateTasksLeaveInCommittedDirectoriesIsRemovedToo() throws IOException {
    try (LedgerSession session = output.open("a")) {
      session.commit(output.write(session.nextAttempt(0)));
      Path late = directory.resolve("data/parquet/000000-1.0/_temporary/0/_temporary/attempt_1");
      Files.createDirectories(late);
      session.finish();
      assertThat(output.children("data/parquet/000000-1.0"))
          .containsExactly("train-000000.parquet");

      Files.createDirectories(late);
      assertThat(strays().strangers()).containsExactly("data/parquet/000000-1.0/_temporary");
      session.removeStrays();
      assertThat(strays().isEmpty()).isTrue();
      assertThat(output.children("data/parquet/000000-1.0"))
          .containsExactly("train-000000.parquet");
    }
  }

  private Strays strays() throws IOException {
    return Ledger.strays(output.place());
  }

  @Test
  void aThreadThatWasLeftBehindWritesNothingOnceTheLeaseIsGivenBack() throws IOException {
    LedgerSession session = output.open("a");
    Manifest late = output.write(session.nextAttempt(0));
    session.close(LeaseState.INTERRUPTED);

    assertThatThrownBy(() -> session.commit(late))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot write for epoch 1: its lease was given back");
    assertThatThrownBy(() -> session.put("status.json", bytes("running")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(output.place().store().list("manifests")).isEmpty();
    assertThat(output.place().store().read("status.json")).isEmpty();
  }

  @Test
  void aCommitThatFailedForbidsAFinishWhateverFollows() throws IOException {
    try (LedgerSession session = output.open("a")) {
      session.commit(output.write(session.nextAttempt(0)));
      Manifest again = output.write(session.nextAttempt(0));
      assertThatThrownBy(() -> session.commit(again)).isInstanceOf(LatentmillException.class);
      session.commit(output.write(session.nextAttempt(1)));

      assertThatThrownBy(session::finish)
          .isInstanceOf(LatentmillException.class)
          .hasMessage("Cannot finish epoch 1: one of its commits failed");
    }
  }

  @Test
  void aLeaseCanBeGivenBackBeforeItsRunHasSettled() throws IOException {
    LedgerSession session =
        Ledger.take(output.place(), TestOptions.holder("a"), TestOptions.instant());
    session.close();

    assertThat(new Leases(output.place().store()).latest().orElseThrow().state())
        .isEqualTo(LeaseState.INTERRUPTED);
    try (LedgerSession next = output.open("b")) {
      assertThat(next.epoch()).isEqualTo(2);
    }
  }

  @Test
  void aDirectoryIsRemovedThoughALateTaskFillsIt() throws Exception {
    AttemptDirectory attempt = AttemptDirectory.of("data/parquet/000000-1.0");
    Path work = directory.resolve(attempt.path()).resolve("_temporary/0");
    Files.createDirectories(work);
    CountDownLatch writing = new CountDownLatch(1);
    Thread late = new Thread(() -> fill(work, writing));
    late.start();
    writing.await();
    output.place().area().remove(attempt);
    late.join();

    assertThat(directory.resolve(attempt.path())).doesNotExist();
  }

  /** Until its directory is gone, or for two seconds. */
  private static void fill(Path work, CountDownLatch writing) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    try {
      for (int file = 0; System.nanoTime() < end; file++) {
        Files.writeString(work.resolve(file + ".png"), "late");
        if (file == 1000) {
          writing.countDown();
        }
      }
    } catch (IOException gone) {
      writing.countDown();
    }
  }

  @Test
  void anObjectSharedByAllRunsIsWrittenByTheFirst() throws IOException {
    try (LedgerSession first = output.open("a")) {
      assertThat(first.createOnce("run.json", bytes("first"))).isEqualTo(bytes("first"));
    }
    try (LedgerSession second = output.open("b")) {
      assertThat(second.createOnce("run.json", bytes("second"))).isEqualTo(bytes("first"));
      second.put("status.json", bytes("running"));
      second.put("status.json", bytes("done"));
    }
    assertThat(output.place().store().read("status.json")).contains(bytes("done"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

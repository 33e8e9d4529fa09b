package io.latentmill.job.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.ledger.store.LocalObjectStore;
import io.latentmill.job.ledger.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeaseTest {
  @TempDir Path directory;
  private ObjectStore store;

  @BeforeEach
  void newStore() {
    store = new LocalObjectStore(directory);
  }

  @Test
  void aLiveHolderIsNamed() throws IOException {
    Lease held = acquire("a", duration -> {});
    held.beat();

    assertThatThrownBy(() -> acquire("b", duration -> held.beat()))
        .isInstanceOf(LeaseHeldException.class)
        .hasMessage(
            "Cannot take the lease: held by process 17 on host-a since 2026-03-04T05:06:07Z"
                + " (epoch 1)");
    held.checkLatest();
  }

  @Test
  void aHolderThatDoesNotBeatForALapseIsFollowed() throws IOException {
    Lease dead = acquire("a", duration -> {});
    List<Duration> pauses = new ArrayList<>();

    Lease next = acquire("b", pauses::add);

    assertThat(next.epoch()).isEqualTo(2);
    assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
        .isEqualTo(Duration.ofSeconds(20));
    assertThatThrownBy(dead::checkLatest).isInstanceOf(SupersededException.class);
  }

  @Test
  void aLeaseGivenBackIsFollowedAtOnce() throws IOException {
    for (LeaseState end : List.of(LeaseState.RELEASED, LeaseState.INTERRUPTED)) {
      acquire("a", LeaseTest::mustNotWait).end(end);
    }

    assertThat(acquire("b", LeaseTest::mustNotWait).epoch()).isEqualTo(3);
  }

  @Test
  void aLeaseGivenBackWhileItIsWatchedIsFollowed() throws IOException {
    Lease ending = acquire("a", duration -> {});
    ending.beat();

    Lease next =
        acquire(
            "b",
            duration -> {
              ending.end(LeaseState.RELEASED);
            });

    assertThat(next.epoch()).isEqualTo(2);
  }

  @Test
  void aHolderThatEndedBeatsNoMore() throws IOException {
    Lease lease = acquire("a", duration -> {});
    lease.end(LeaseState.RELEASED);
    LeaseRecord ended = new Leases(store).read(1);

    lease.beat();

    assertThat(new Leases(store).read(1)).isEqualTo(ended);
  }

  @Test
  void defaultsArePinned() {
    LedgerOptions options = LedgerOptions.defaults();

    assertThat(options.lapse()).isEqualTo(Duration.ofSeconds(20));
    assertThat(options.look()).isEqualTo(Duration.ofSeconds(2));
    assertThat(options.heartbeat()).isEqualTo(Duration.ofSeconds(4));
    assertThat(options.sendings()).isEqualTo(60);
    assertThat(options.readers()).isEqualTo(16);
    assertThat(options.resendPause()).isEqualTo(Duration.ofSeconds(2));
    assertThat(options.withLapse(Duration.ofSeconds(5)).heartbeat())
        .isEqualTo(Duration.ofSeconds(1));
  }

  private Lease acquire(String holder, Pauser pauser) throws IOException {
    return new LeaseAcquisition(store, TestOptions.pausing(pauser))
        .acquire(TestOptions.holder(holder));
  }

  private static void mustNotWait(Duration duration) {
    throw new AssertionError("Waited " + duration);
  }
}

package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.ledger.Heart;
import io.latentmill.job.ledger.Holder;
import io.latentmill.job.ledger.LeaseHeldException;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerOptions;
import io.latentmill.job.ledger.LedgerPlace;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.LedgerSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time passes only while somebody waits, and then the holder's heart beats. */
class LeaseWaitTest {
  private static final LedgerOptions DEFAULTS = LedgerOptions.defaults();

  @TempDir private Path output;
  private final AtomicLong clock = new AtomicLong();
  private final AtomicReference<Runnable> beat = new AtomicReference<>(() -> {});

  @Test
  void lastsNoLongerThanPatience() throws IOException {
    try (LedgerSession holder = hold()) {
      // A look is two seconds, after which a living heart has been seen.
      assertThatThrownBy(() -> take(Duration.ofSeconds(7))).isInstanceOf(LeaseHeldException.class);
      assertThat(Duration.ofNanos(clock.get())).isEqualTo(Duration.ofSeconds(6));
      assertThat(holder.epoch()).isEqualTo(1);
    }
  }

  @Test
  void takesOverADeadRunWithoutPatience() throws IOException {
    try (LedgerSession dead = hold()) {
      beat.set(() -> {});
      try (LedgerSession next = take(Duration.ZERO)) {
        assertThat(next.epoch()).isEqualTo(dead.epoch() + 1);
      }
      assertThat(Duration.ofNanos(clock.get())).isEqualTo(DEFAULTS.lapse());
    }
  }

  private LedgerSession hold() throws IOException {
    Heart heart =
        (interval, action) -> {
          beat.set(action);
          return () -> {};
        };
    return Ledger.take(
        place(),
        Holder.thisProcess(),
        new LedgerOptions(
            DEFAULTS.lapse(),
            DEFAULTS.looks(),
            DEFAULTS.sendings(),
            DEFAULTS.resendPause(),
            DEFAULTS.readers(),
            DEFAULTS.clock(),
            DEFAULTS.pauser(),
            heart));
  }

  private LedgerSession take(Duration patience) throws IOException {
    LedgerOptions options =
        DEFAULTS.withPauser(
            duration -> {
              clock.addAndGet(duration.toNanos());
              beat.get().run();
            });
    return LeaseWait.take(place(), options, patience, clock::get);
  }

  private LedgerPlace place() throws IOException {
    return LedgerPlaces.forReading(
        new org.apache.hadoop.fs.Path(output.toUri()), new Configuration(false));
  }
}

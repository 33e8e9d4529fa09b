package io.latentmill.job.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Options without real time: pauses return at once, hearts beat only when told to. */
final class TestOptions {
  static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

  private TestOptions() {}

  static LedgerOptions instant() {
    return pausing(duration -> {});
  }

  static LedgerOptions pausing(Pauser pauser) {
    return new LedgerOptions(
        Duration.ofSeconds(20),
        1,
        2,
        Duration.ofSeconds(2),
        1,
        InstantSource.fixed(NOW),
        pauser,
        (interval, beat) -> () -> {});
  }

  static Holder holder(String id) {
    return new Holder(id, "host-" + id, 17);
  }
}

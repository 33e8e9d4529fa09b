package io.latentmill.job.ledger;

import java.time.Duration;
import java.time.InstantSource;

/**
 * How patient a run is, and what it takes time from.
 *
 * @param lapse how long a holder's heartbeat must stand still before its lease is taken over
 * @param looks at the heartbeat during one lapse, evenly spread
 * @param sendings of one object, at most, while answers are unclear
 * @param resendPause between them
 * @param readers of small objects at once
 * @param clock for what people read; decides nothing
 * @param pauser for waiting
 * @param heart for the heartbeat
 */
public record LedgerOptions(
    Duration lapse,
    int looks,
    int sendings,
    Duration resendPause,
    int readers,
    InstantSource clock,
    Pauser pauser,
    Heart heart) {

  /** Looks every 2 s for 20 s; keeps sending for about two minutes. */
  public static LedgerOptions defaults() {
    return new LedgerOptions(
        Duration.ofSeconds(20),
        10,
        60,
        Duration.ofSeconds(2),
        16,
        InstantSource.system(),
        Pauser.sleeping(),
        Heart.thread());
  }

  public LedgerOptions withLapse(Duration newLapse) {
    return new LedgerOptions(newLapse, looks, sendings, resendPause, readers, clock, pauser, heart);
  }

  public LedgerOptions withPauser(Pauser newPauser) {
    return new LedgerOptions(lapse, looks, sendings, resendPause, readers, clock, newPauser, heart);
  }

  /** A live holder beats several times in a lapse. */
  Duration heartbeat() {
    return lapse.dividedBy(5);
  }

  Duration look() {
    return lapse.dividedBy(looks);
  }
}

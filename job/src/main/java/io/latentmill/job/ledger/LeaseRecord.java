package io.latentmill.job.ledger;

import java.time.Instant;

/**
 * {@code lease/EPOCH.json}.
 *
 * @param epoch of the run
 * @param holder who runs
 * @param since when, by the holder's clock; for people
 * @param heartbeat a counter that moves while the holder lives
 * @param state whether it still runs
 */
public record LeaseRecord(
    int epoch, Holder holder, Instant since, long heartbeat, LeaseState state) {
  static LeaseRecord first(int epoch, Holder holder, Instant since) {
    return new LeaseRecord(epoch, holder, since, 0, LeaseState.HELD);
  }

  LeaseRecord beat() {
    return new LeaseRecord(epoch, holder, since, heartbeat + 1, state);
  }

  LeaseRecord ended(LeaseState end) {
    return new LeaseRecord(epoch, holder, since, heartbeat + 1, end);
  }
}

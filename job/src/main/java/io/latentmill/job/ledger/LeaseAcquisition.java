package io.latentmill.job.ledger;

import io.latentmill.job.ledger.store.ObjectStore;
import java.io.IOException;
import java.util.Optional;

/**
 * Takes the next epoch. A lease that was not given back is watched for one lapse: it is its
 * heartbeat that must stand still, whatever the clocks of both machines say. Taking over a holder
 * that lives after all (stopped, swapped out, cut off) does no harm: it finds out before anything
 * of it counts.
 */
final class LeaseAcquisition {
  private final ObjectStore store;
  private final Leases leases;
  private final LedgerOptions options;

  LeaseAcquisition(ObjectStore store, LedgerOptions options) {
    this.store = store;
    this.leases = new Leases(store);
    this.options = options;
  }

  /**
   * Returns a lease whose epoch exceeds all others.
   *
   * @throws LeaseHeldException if the holder of the latest lease is alive
   */
  Lease acquire(Holder holder) throws IOException {
    while (true) {
      Optional<LeaseRecord> latest = leases.latest();
      if (latest.isPresent() && isAlive(latest.get())) {
        throw new LeaseHeldException(latest.get());
      }
      int epoch = latest.map(LeaseRecord::epoch).orElse(0) + 1;
      LeaseRecord first = LeaseRecord.first(epoch, holder, options.clock().instant());
      if (new CreateOnce(store, options).claim(leases.name(epoch), LedgerJson.write(first))) {
        return new Lease(store, first);
      }
    }
  }

  /** The latest lease if its holder is alive. */
  Optional<LeaseRecord> liveHolder() throws IOException {
    Optional<LeaseRecord> latest = leases.latest();
    return latest.isPresent() && isAlive(latest.get()) ? latest : Optional.empty();
  }

  private boolean isAlive(LeaseRecord lease) throws IOException {
    LeaseRecord now = lease;
    for (int look = 0; look < options.looks() && now.state() == LeaseState.HELD; look++) {
      options.pauser().pause(options.look());
      now = leases.read(lease.epoch());
      if (now.state() == LeaseState.HELD && now.heartbeat() > lease.heartbeat()) {
        return true;
      }
    }
    return false;
  }
}

package io.latentmill.job.ledger;

import io.latentmill.job.ledger.store.ObjectStore;
import java.io.IOException;

/** A lease this process has taken. Only here is its object rewritten. Thread-safe. */
final class Lease {
  private final ObjectStore store;
  private final Leases leases;
  private final int epoch;
  private LeaseRecord record;

  Lease(ObjectStore store, LeaseRecord record) {
    this.store = store;
    this.leases = new Leases(store);
    this.epoch = record.epoch();
    this.record = record;
  }

  int epoch() {
    return epoch;
  }

  synchronized Holder holder() {
    return record.holder();
  }

  /** Shows that this process lives. A beat that fails is made up for by the next. */
  synchronized void beat() {
    if (record.state() == LeaseState.HELD) {
      record = record.beat();
      try {
        write();
      } catch (IOException | RuntimeException failure) {
        // What this beat would have shown, the next one shows too; nothing hangs on a single one.
        return;
      }
    }
  }

  /** Lets the next run follow at once. */
  synchronized void end(LeaseState end) throws IOException {
    record = record.ended(end);
    write();
  }

  /** Throws if a later epoch exists, after which nothing new of this one counts. */
  void checkLatest() throws IOException {
    int latest = leases.highest();
    if (latest > epoch) {
      throw SupersededException.by(epoch, leases.read(latest));
    }
  }

  private void write() throws IOException {
    store.put(leases.name(epoch), LedgerJson.write(record));
  }
}

package io.latentmill.job.ledger;

import io.latentmill.job.ledger.store.ObjectStore;
import java.io.IOException;
import java.util.Optional;

/** All leases there are, for reading. */
final class Leases {
  private final ObjectStore store;
  private final Numbered objects;

  Leases(ObjectStore store) {
    this.store = store;
    this.objects = new Numbered(store, "lease");
  }

  String name(int epoch) {
    return objects.name(epoch);
  }

  /** The highest epoch; 0 before the first run. */
  int highest() throws IOException {
    return objects.highest();
  }

  /** The lease of the highest epoch; empty before the first run. */
  Optional<LeaseRecord> latest() throws IOException {
    int epoch = highest();
    return epoch == 0 ? Optional.empty() : Optional.of(read(epoch));
  }

  LeaseRecord read(int epoch) throws IOException {
    return LedgerJson.read(store, name(epoch), LeaseRecord.class);
  }
}

package io.latentmill.job.ledger;

/** Another run, alive, holds the output. */
public final class LeaseHeldException extends LedgerException {
  private static final long serialVersionUID = 1L;

  LeaseHeldException(LeaseRecord held) {
    super(
        "Cannot take the lease: held by %s since %s (epoch %d)"
            .formatted(held.holder(), held.since(), held.epoch()));
  }
}

package io.latentmill.job.ledger;

/** Another run took the output over while this one did not move for a lapse. */
public final class SupersededException extends LedgerException {
  private static final long serialVersionUID = 1L;

  private SupersededException(String message) {
    super(message);
  }

  static SupersededException by(int epoch, LeaseRecord successor) {
    return new SupersededException(
        "Cannot go on with epoch %d: taken over by %s at %s (epoch %d)"
            .formatted(epoch, successor.holder(), successor.since(), successor.epoch()));
  }
}

package io.latentmill.job.ledger;

/** Nobody can say whether an object was written; it may yet appear. */
public final class UnclearOutcomeException extends LedgerException {
  private static final long serialVersionUID = 1L;

  UnclearOutcomeException(String name, int sendings) {
    super("Cannot write %s: no clear answer after sending it %d times".formatted(name, sendings));
  }
}

package io.latentmill.job.ledger;

/** Why a run cannot go on with its output. Each ends the run with exit code 1. */
public abstract sealed class LedgerException extends RuntimeException
    permits LeaseHeldException, SupersededException, UnclearOutcomeException {
  private static final long serialVersionUID = 1L;

  LedgerException(String message) {
    super(message);
  }
}

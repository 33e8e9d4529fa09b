package io.latentmill.job.ledger;

/** Stops a driver at its next request. An error, so that no code under test handles it. */
final class SimSuspended extends Error {
  private static final long serialVersionUID = 1L;

  SimSuspended() {
    super("suspended", null, false, false);
  }
}

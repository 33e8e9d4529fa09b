package io.latentmill.job.ledger.store;

/** What became of a conditional write, as far as the writer can tell. */
public enum Outcome {
  /** The object did not exist and now holds the body. */
  CREATED,
  /** The object existed; it was left as it was. It may hold this very body, from an earlier try. */
  ALREADY_THERE,
  /**
   * The request failed in a way that does not tell whether it was applied. It may even be applied
   * later, after other requests.
   */
  UNCLEAR
}

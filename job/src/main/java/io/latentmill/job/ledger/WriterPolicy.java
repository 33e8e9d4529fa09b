package io.latentmill.job.ledger;

/** Who may write to an output at once. */
public enum WriterPolicy {
  /** Several runs may be started; the store must keep them apart. */
  ANY_NUMBER,
  /** The user promises that nobody else writes ({@code --single-writer}): any store will do. */
  SINGLE
}

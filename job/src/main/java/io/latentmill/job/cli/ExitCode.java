package io.latentmill.job.cli;

/** What a command's end tells schedulers. */
final class ExitCode {
  /** Everything was done. */
  static final int DONE = 0;

  /** Anything that is none of the others: interrupted, damaged, broken. */
  static final int BROKEN = 1;

  /** Nothing was begun: wrong usage or configuration, a model that cannot be read. */
  static final int REFUSED = 2;

  /** Everything was done, but rows failed. */
  static final int ROWS_FAILED = 3;

  /** Nothing was begun: another run holds the output. */
  static final int HELD = 4;

  private ExitCode() {}
}

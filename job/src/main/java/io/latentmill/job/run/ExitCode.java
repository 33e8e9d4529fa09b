package io.latentmill.job.run;

import io.latentmill.udf.request.LatentmillException;

/** What a command's end tells schedulers, by itself and in {@code status.json}. */
public final class ExitCode {
  /** Everything was done. */
  public static final int DONE = 0;

  /** Anything that is none of the others: interrupted, damaged, broken. */
  public static final int BROKEN = 1;

  /** Nothing was begun: wrong usage or configuration, a model that cannot be read. */
  public static final int REFUSED = 2;

  /** Everything was done, but rows failed. */
  public static final int ROWS_FAILED = 3;

  /** Nothing was begun: another run holds the output. */
  public static final int HELD = 4;

  private ExitCode() {}

  /**
   * Of a run that did all that it could.
   *
   * @param ok whether failed rows are no failure of the run
   */
  public static int ofFailedRows(long rows, boolean ok) {
    return rows > 0 && !ok ? ROWS_FAILED : DONE;
  }

  /** Of what was wrong before anything was made. */
  public static int of(LatentmillException failure) {
    return switch (failure.kind()) {
      case USER, MODEL -> REFUSED;
      case RESOURCE, INTERNAL -> BROKEN;
    };
  }
}

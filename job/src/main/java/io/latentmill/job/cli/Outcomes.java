package io.latentmill.job.cli;

import io.latentmill.job.run.ExitCode;
import io.latentmill.job.run.RunOutcome;
import java.util.Locale;

/** A finished run's last line, and its exit code. */
final class Outcomes {
  private Outcomes() {}

  /** Says what the run made and, where that is not all, how the whole output stands. */
  static int tell(Surroundings surroundings, RunOutcome outcome, boolean failedRowsOk) {
    String made = rows(outcome.newlyGenerated(), outcome.newlyFailed());
    String whole = rows(outcome.generated(), outcome.failed());
    surroundings
        .out()
        .println(
            made.equals(whole)
                ? whole
                : "this run: %s; the whole output: %s".formatted(made, whole));
    return ExitCode.ofFailedRows(outcome.failed(), failedRowsOk);
  }

  private static String rows(long generated, long failed) {
    return String.format(Locale.ROOT, "%,d rows generated, %,d failed", generated, failed);
  }
}

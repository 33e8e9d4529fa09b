package io.latentmill.job.cli;

import io.latentmill.job.run.RunOutcome;
import java.util.Locale;

/** A finished run's last line, and its exit code. */
final class Outcomes {
  private Outcomes() {}

  /** Says how the whole output stands. */
  static int tell(Surroundings surroundings, RunOutcome outcome) {
    surroundings
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "%,d rows generated, %,d failed",
                outcome.generated(),
                outcome.failed()));
    return outcome.failed() == 0 ? ExitCode.DONE : ExitCode.ROWS_FAILED;
  }
}

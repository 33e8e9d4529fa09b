package io.latentmill.job.cli.options;

import picocli.CommandLine.Option;

/** What the end of a run tells schedulers. */
public final class EndOptions {
  @Option(
      names = "--failed-rows-ok",
      description =
          "Exits 0 though rows failed, for schedulers that start a run again whatever its code says."
              + " Without it: exit 3.")
  private boolean failedRowsOk;

  /** As it was given. */
  public boolean failedRowsOk() {
    return failedRowsOk;
  }
}

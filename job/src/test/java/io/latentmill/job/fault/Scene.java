package io.latentmill.job.fault;

import io.latentmill.job.cluster.Submission;
import java.nio.file.Path;

/** The ordinary table on a local disk, with its hooks: where most faults are staged. */
record Scene(Hooks hooks, Output output, Job job) {

  static Scene in(Path directory) {
    return of(directory, PromptTable.ordinary());
  }

  static Scene of(Path directory, PromptTable table) {
    Hooks hooks = Hooks.in(directory);
    Output output = Output.local(directory);
    return new Scene(hooks, output, Job.of(directory, table, hooks, output));
  }

  /** A run whose gate rows hold one task each; the gate is closed. */
  Submission startWithGateClosed() {
    hooks.closeGate();
    return job.start();
  }

  void assertWhole() {
    Checks.assertWhole(output, PromptTable.ordinary().ids(), FaultFree.data());
  }

  /** Runs the command again where the fault ended it, and checks the output. */
  void finishAndAssertWhole() {
    hooks.openGate();
    job.runTo(0);
    assertWhole();
  }
}

package io.latentmill.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.cluster.Submission;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What befalls executors while the driver lives: the run itself makes up for it. */
@ExtendWith(LocalSpark.class)
@Tag("fault")
class ExecutorFaultsIT {
  @TempDir Path directory;

  @Test
  void anExecutorIsKilledInTheMiddleOfATask() {
    Scene scene = Scene.in(directory);
    try (Submission run = scene.startWithGateClosed()) {
      scene.hooks().awaitArrival(run).signal("KILL");
      scene.hooks().openGate();
      Job.awaitExit(run, 0);
    }
    scene.assertWhole();
  }

  @Test
  void anExecutorIsStoppedForLongerThanItsHeartbeatMay() {
    Scene scene = Scene.in(directory);
    Job impatient =
        scene
            .job()
            .conf(
                Map.of(
                    "spark.executor.heartbeatInterval", "2s",
                    "spark.network.timeout", "20s",
                    "spark.network.timeoutInterval", "5s"));
    scene.hooks().closeGate();
    try (Submission run = impatient.start()) {
      Submission.Executor stopped = scene.hooks().awaitArrival(run);
      stopped.signal("STOP");
      run.awaitUntil(
          "the loss of the executor",
          Job.LIMIT,
          () -> run.stderr().contains("Executor heartbeat timed out"));
      scene.hooks().openGate();
      Job.awaitExit(run, 0);
    }
    scene.assertWhole();
  }

  @Test
  void aRowThatKillsItsExecutorFailsAloneAndIsGeneratedByRetry() {
    PromptTable table =
        PromptTable.ordinary()
            .row("killer", "init_image", PromptTable.hook(Hooks.KILLING))
            .row("beside", "init_image", PromptTable.hook(Hooks.WAITING));
    Scene scene = Scene.of(directory, table);
    scene.hooks().arm();
    scene.job().runTo(3);

    DataSet found = DataSet.of(scene.output());
    assertThat(found.ids()).isEqualTo(table.ids());
    assertThat(found.failures())
        .isEqualTo(Map.of("killer", "internal: the executor died while it generated this row"));
    Checks.assertSound(scene.output(), found);

    scene.hooks().disarm();
    scene.job().retryTo(0);
    Checks.assertWhole(scene.output(), table.ids(), FaultFree.of(table));
  }

  @Test
  void aRowThatKillsItsExecutorCondemnsNoneThatRunsBesideIt() {
    Hooks hooks = Hooks.in(directory);
    // Two shards, as one has two rows, of two batches, as they differ in steps.
    PromptTable table =
        PromptTable.empty()
            .row("killer", "init_image", PromptTable.hook(Hooks.KILLING))
            .row("beside", "init_image", hooks.plainImage())
            .row("neighbour", "steps", 3, "init_image", PromptTable.hook(Hooks.WAITING))
            .row("beside-it", "steps", 3, "init_image", hooks.plainImage());
    Output output = Output.local(directory);
    Job job = Job.onOneExecutor(directory, table, hooks, output);
    hooks.arm();
    hooks.closeGate();
    try (Submission run = job.start()) {
      // In flight at the two deaths that make it a suspect, and again.
      hooks.awaitArrivals(run, 3);
      hooks.openGate();
      Job.awaitExit(run, 3);
    }
    assertThat(DataSet.of(output).failures()).containsOnlyKeys("killer");
    Checks.assertSound(output, DataSet.of(output));
  }
}

package io.latentmill.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.cluster.Fault;
import io.latentmill.job.cluster.FaultProxy;
import io.latentmill.job.cluster.FaultRule;
import io.latentmill.job.cluster.Gate;
import io.latentmill.job.cluster.S3Request;
import io.latentmill.job.cluster.S3Server;
import io.latentmill.job.cluster.Submission;
import io.latentmill.job.cluster.Submit;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What befalls the driver: the same command, given again, goes on. */
@ExtendWith(LocalSpark.class)
@Tag("fault")
class DriverFaultsIT {
  private static final int CHUNKS = 3;
  private static final int KILLED = 128 + 9;

  @TempDir Path directory;

  @Test
  void theDriverIsKilledInTheMiddleOfAChunk() {
    Scene scene = Scene.in(directory);
    try (Submission run = scene.startWithGateClosed()) {
      scene.hooks().awaitArrival(run);
      run.signal("KILL");
      Job.awaitExit(run, KILLED);
    }
    scene.finishAndAssertWhole();
  }

  @Test
  void theDriverIsKilledBetweenTheDataAndItsManifest() {
    killedAt(manifest(1), false);
  }

  @Test
  void theDriverIsKilledAfterTheLastManifest() {
    killedAt(manifest(CHUNKS), true);
  }

  /** Kills the driver at a request, before or after the server has done it, and goes on. */
  private void killedAt(Predicate<S3Request> request, boolean after) {
    Gate gate = new Gate();
    try (S3Server s3 = S3Server.inMemory(directory);
        FaultProxy proxy = FaultProxy.before(s3.port(), 1)) {
      proxy.fail(FaultRule.of(request, after ? Fault.holdAfter(gate) : Fault.holdBefore(gate)));
      S3Scene scene = S3Scene.of(directory, s3, proxy.port());
      try (Submission run = scene.job().start()) {
        gate.awaitArrival(Job.LIMIT);
        run.signal("KILL");
        Job.awaitExit(run, KILLED);
      }
      scene.job().runTo(0);
      scene.assertWhole();
    }
  }

  @Test
  void theDriverIsToldToEnd() {
    Scene scene = Scene.in(directory);
    try (Submission run = scene.startWithGateClosed()) {
      scene.hooks().awaitArrival(run);
      run.signal("TERM");
      Job.awaitExit(run, 1);
      assertThat(run.stderr()).contains("latentmill: interrupted by SIGTERM");
    }
    assertThat(scene.output().status())
        .contains("\"state\" : \"interrupted\"", "\"exit_code\" : 1");
    assertThat(scene.output().text("_latentmill/lease/1.json")).contains("interrupted");
    scene.finishAndAssertWhole();
  }

  @Test
  void theDriverIsToldToEndAndHasTimeToFinishWhatIsUnderWay() {
    PromptTable table = PromptTable.empty();
    for (int i = 0; i < 4; i++) {
      table.row("gate-" + i, "init_image", PromptTable.hook(Hooks.WAITING));
    }
    Hooks hooks = Hooks.in(directory);
    hooks.closeGate();
    Output output = Output.local(directory);
    // One slot: two chunks are under way, two wait.
    Submit submit =
        Submit.to("local[1]")
            .conf(hooks.conf())
            .conf("spark.sql.shuffle.partitions", "2")
            .command(
                "generate",
                "--prompts=" + table.write(directory),
                "--output=" + output.uri(),
                Hooks.ROOTS,
                "--batch-size=1",
                "--shard-rows=1",
                "--chunk-rows=1",
                "--drain=8m");
    try (Submission run = submit.start(directory)) {
      hooks.awaitArrival(run);
      run.signal("TERM");
      run.awaitUntil(
          "that it drains", Job.LIMIT, () -> run.stderr().contains("draining after SIGTERM"));
      hooks.openGate();
      Job.awaitExit(run, 1);
      assertThat(run.stderr()).endsWith("latentmill: drained: 2 of 4 chunks are left\n");
    }
    assertThat(output.status()).contains("\"state\" : \"drained\"", "\"exit_code\" : 1");
    try (Submission rest = submit.start(directory)) {
      Job.awaitExit(rest, 0);
    }
    assertThat(DataSet.of(output).ids()).containsExactlyElementsOf(table.ids());
  }

  @Test
  void aStoppedDriverIsTakenOverAndWakesUp() {
    Scene scene = Scene.in(directory);
    try (Submission first = scene.startWithGateClosed()) {
      scene.hooks().awaitArrival(first);
      first.signal("STOP");
      scene.finishAndAssertWhole();
      first.signal("CONT");
      Job.awaitExit(first, 1);
    }
    scene.assertWhole();
  }

  @Test
  void theManifestOfAStoppedDriverArrivesAfterItsTakeover() {
    Gate gate = new Gate();
    try (S3Server s3 = S3Server.inMemory(directory);
        FaultProxy proxy = FaultProxy.before(s3.port(), 1)) {
      FaultRule late = FaultRule.of(manifest(1), Fault.holdBefore(gate)).atMost(1);
      proxy.fail(late);
      S3Scene scene = S3Scene.of(directory, s3, proxy.port());
      try (Submission first = scene.job().start()) {
        gate.awaitArrival(Job.LIMIT);
        first.signal("STOP");
        scene.job().runTo(0);
        scene.assertWhole();
        gate.open();
        first.signal("CONT");
        Job.awaitExit(first, 1);
      }
      scene.assertWhole();
    }
  }

  @Test
  void twoRunsAreStartedTogether() {
    Scene scene = Scene.in(directory);
    try (Submission one = scene.startWithGateClosed();
        Submission other = scene.job().start()) {
      awaitTheEndOfEither(one, other);
      scene.hooks().openGate();
      int first = one.await(Job.LIMIT);
      int second = other.await(Job.LIMIT);
      assertThat(first + second).isEqualTo(4);
      Submission refused = first == 4 ? one : other;
      Submission holder = first == 4 ? other : one;
      assertThat(refused.stderr()).contains("process %d on".formatted(holder.pid()));
    }
    scene.assertWhole();
  }

  private static void awaitTheEndOfEither(Submission one, Submission other) {
    CompletableFuture.anyOf(one.onExit(), other.onExit()).orTimeout(8, TimeUnit.MINUTES).join();
  }

  /** The PUT of the n-th manifest. */
  private static Predicate<S3Request> manifest(int number) {
    AtomicInteger count = new AtomicInteger();
    return request ->
        request.isPut()
            && request.concerns("_latentmill/manifests/")
            && count.incrementAndGet() == number;
  }
}

package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.ledger.Holder;
import io.latentmill.job.ledger.LeaseState;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerOptions;
import io.latentmill.job.ledger.LedgerPlace;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.ledger.WriterPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An output that another run holds. */
class HeldOutputTest {
  @TempDir private Path folder;

  @Test
  void isRefusedWithACodeOfItsOwn() throws IOException {
    try (LedgerSession holder = hold()) {
      CommandRun run = gc();

      assertThat(run.code()).isEqualTo(4);
      assertThat(run.err()).startsWith("latentmill: Cannot take the lease: held by process ");
      holder.close(LeaseState.RELEASED);
    }
  }

  @Test
  void isWaitedFor() throws Exception {
    LedgerSession holder = hold();
    CompletableFuture<Void> released =
        CompletableFuture.runAsync(
            () -> release(holder), CompletableFuture.delayedExecutor(5, TimeUnit.SECONDS));

    assertThat(gc("--wait", "2m").code()).isZero();
    released.get();
  }

  private static void release(LedgerSession holder) {
    try {
      holder.close(LeaseState.RELEASED);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Another run's, with an output that is ours. */
  private LedgerSession hold() throws IOException {
    Path output = folder.resolve("out");
    Files.createDirectories(output.resolve("_latentmill"));
    Files.writeString(output.resolve("_latentmill/run.json"), "{}");
    LedgerOptions options = LedgerOptions.defaults().withLapse(Duration.ofSeconds(2));
    LedgerPlace place =
        LedgerPlaces.forWriting(
            new org.apache.hadoop.fs.Path(output.toUri()),
            new Configuration(false),
            WriterPolicy.ANY_NUMBER,
            options);
    LedgerSession session = Ledger.take(place, Holder.thisProcess(), options);
    session.settle();
    return session;
  }

  private CommandRun gc(String... more) {
    String[] arguments = new String[5 + more.length];
    System.arraycopy(
        new String[] {
          "gc", "--output", folder.resolve("out").toString(), "--delete", "--lease-lapse=2s"
        },
        0,
        arguments,
        0,
        5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return CommandRun.of(arguments);
  }
}

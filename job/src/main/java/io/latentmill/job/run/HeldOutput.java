package io.latentmill.job.run;

import io.latentmill.job.ledger.LeaseState;
import io.latentmill.job.ledger.LedgerException;
import io.latentmill.job.ledger.LedgerOptions;
import io.latentmill.job.ledger.LedgerPlace;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.ledger.WriterPolicy;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An output while this process holds its lease. */
public final class HeldOutput {
  private static final Logger LOG = LoggerFactory.getLogger(HeldOutput.class);

  private static final Pattern GLOB = Pattern.compile("[{}\\[\\]*?\\\\]");

  private HeldOutput() {}

  /** What is done under the lease. */
  @FunctionalInterface
  public interface Work<T> {
    T with(LedgerSession session) throws IOException;
  }

  /**
   * Takes the lease and works; work that does not give the lease back itself was interrupted.
   *
   * @throws RunFailedException if another run holds it or takes it over, or the output cannot be
   *     written
   */
  static <T> T hold(
      Path output, Configuration configuration, RunOptions.Exclusion exclusion, Work<T> work) {
    LedgerOptions options = LedgerOptions.defaults().withLapse(exclusion.leaseLapse());
    WriterPolicy policy = exclusion.singleWriter() ? WriterPolicy.SINGLE : WriterPolicy.ANY_NUMBER;
    try {
      LedgerPlace place = LedgerPlaces.forWriting(output, configuration, policy, options);
      try (LedgerSession session =
          LeaseWait.take(place, options, exclusion.patience(), System::nanoTime)) {
        try (ShutdownGuard guard = ShutdownGuard.of(() -> giveUp(session))) {
          session.settle();
          if (guard.isShuttingDown()) {
            throw new RunFailedException("interrupted");
          }
        }
        return work.with(session);
      }
    } catch (LedgerException e) {
      throw new RunFailedException(e.getMessage(), e);
    } catch (IOException e) {
      throw new RunFailedException("Cannot write %s: %s".formatted(output, e.getMessage()), e);
    }
  }

  /** As {@link #hold}, for work that ends with the lease given back as released. */
  public static <T> T holdBriefly(
      Path output, Configuration configuration, RunOptions.Exclusion exclusion, Work<T> work) {
    return holdBriefly(output, configuration, exclusion, work, () -> {});
  }

  /**
   * The same.
   *
   * @param interrupted is done first when somebody wants this process to end
   */
  public static <T> T holdBriefly(
      Path output,
      Configuration configuration,
      RunOptions.Exclusion exclusion,
      Work<T> work,
      Runnable interrupted) {
    return hold(
        output,
        configuration,
        exclusion,
        session -> {
          try (ShutdownGuard guard =
              ShutdownGuard.of(
                  () -> {
                    interrupted.run();
                    giveUp(session);
                  })) {
            T result = work.with(session);
            if (!guard.isShuttingDown()) {
              session.close(LeaseState.RELEASED);
            }
            return result;
          }
        });
  }

  /** Somebody wants this process to end; a lease that cannot be given back lapses. */
  private static void giveUp(LedgerSession session) {
    try {
      session.close();
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot release the lease: {}", e.getMessage());
    }
  }

  /**
   * An output's path as all classes take it.
   *
   * @throws LatentmillException (user) if there can be no such output
   */
  public static Path qualified(String output, Configuration configuration) {
    GivenPath given = new GivenPath("output", output);
    given.refuseMistakes();
    if (GLOB.matcher(output).find()) {
      throw LatentmillException.user(
          "Cannot open output %s: Spark takes the characters { } [ ] * ? \\ in a path for a pattern",
          output);
    }
    return given.fileSystem(configuration).makeQualified(new Path(output));
  }
}

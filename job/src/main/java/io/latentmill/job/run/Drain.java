package io.latentmill.job.run;

import io.latentmill.job.ledger.LedgerSession;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a run is to end early and in good order: by a signal, or by an object {@code drain}
 * beside the ledger's, which anybody may put there. One that lay there before the run was meant for
 * another.
 */
final class Drain implements BooleanSupplier {
  /** Under {@code _latentmill/}. */
  static final String NAME = "drain";

  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final Duration PACE = Duration.ofSeconds(5);

  private final LedgerSession session;
  private final BooleanSupplier signalled;
  private final LongSupplier nanos;
  private long lastLook;
  private boolean wanted;

  private Drain(LedgerSession session, BooleanSupplier signalled, LongSupplier nanos) {
    this.session = session;
    this.signalled = signalled;
    this.nanos = nanos;
    this.lastLook = nanos.getAsLong();
  }

  /**
   * Takes away what lies there.
   *
   * @param nanos a clock, {@link System#nanoTime()} but in tests
   */
  static Drain of(LedgerSession session, BooleanSupplier signalled, LongSupplier nanos)
      throws IOException {
    session.remove(NAME);
    return new Drain(session, signalled, nanos);
  }

  /** Once it is so it stays so. Asks the store every few seconds at most. */
  @Override
  public synchronized boolean getAsBoolean() {
    if (!wanted) {
      wanted = signalled.getAsBoolean() || isThere();
    }
    return wanted;
  }

  private boolean isThere() {
    if (nanos.getAsLong() - lastLook < PACE.toNanos()) {
      return false;
    }
    lastLook = nanos.getAsLong();
    try {
      return session.read(NAME).isPresent();
    } catch (IOException e) {
      LOG.warn("Cannot look for {}: {}", NAME, e.getMessage());
      return false;
    }
  }

  /** The run has obeyed. */
  void obeyed() throws IOException {
    session.remove(NAME);
  }
}

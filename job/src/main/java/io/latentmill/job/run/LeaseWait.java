package io.latentmill.job.run;

import io.latentmill.job.ledger.Holder;
import io.latentmill.job.ledger.LeaseHeldException;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerOptions;
import io.latentmill.job.ledger.LedgerPlace;
import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.ledger.Pauser;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an output's lease, waiting for another run that holds it. Each try watches the holder's
 * heart for up to a lapse: the first one as long as it takes, so that a dead run's lease can be had
 * without any patience, later ones no longer than patience lasts.
 */
final class LeaseWait {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseWait.class);

  private final LedgerPlace place;
  private final LedgerOptions options;
  private final LongSupplier nanos;
  private final long end;

  private LeaseWait(
      LedgerPlace place, LedgerOptions options, Duration patience, LongSupplier nanos) {
    this.place = place;
    this.options = options;
    this.nanos = nanos;
    this.end = nanos.getAsLong() + patience.toNanos();
  }

  /**
   * Takes it.
   *
   * @param nanos a clock, {@link System#nanoTime()} but in tests
   * @throws LeaseHeldException if its holder lives longer than patience lasts
   */
  static LedgerSession take(
      LedgerPlace place, LedgerOptions options, Duration patience, LongSupplier nanos)
      throws IOException {
    LeaseWait wait = new LeaseWait(place, options, patience, nanos);
    try {
      return Ledger.take(place, Holder.thisProcess(), options);
    } catch (LeaseHeldException held) {
      return wait.takeAfter(held);
    }
  }

  private LedgerSession takeAfter(LeaseHeldException first) throws IOException {
    LeaseHeldException held = first;
    while (nanos.getAsLong() < end) {
      LOG.info("{}; waiting for it", held.getMessage());
      try {
        return Ledger.take(place, Holder.thisProcess(), options.withPauser(untilTheEnd()));
      } catch (LeaseHeldException still) {
        held = still;
      } catch (OutOfPatience end) {
        break;
      }
    }
    throw held;
  }

  private Pauser untilTheEnd() {
    return duration -> {
      if (nanos.getAsLong() + duration.toNanos() > end) {
        throw new OutOfPatience();
      }
      options.pauser().pause(duration);
    };
  }

  private static final class OutOfPatience extends IOException {
    private static final long serialVersionUID = 1L;
  }
}

package io.latentmill.job.ledger;

import io.latentmill.job.ledger.store.ObjectStore;
import io.latentmill.job.ledger.store.Outcome;
import java.io.IOException;
import java.util.UUID;

/**
 * Finds out whether a store refuses to create an object twice. Some that speak S3 ignore the
 * condition, or do not know it.
 */
final class ConditionalWriteProbe {
  private static final int TRIES = 5;

  private ConditionalWriteProbe() {}

  /** Whether the second of two creations was refused. Leaves nothing behind. */
  static boolean passes(ObjectStore store, LedgerOptions options) throws IOException {
    for (int tried = 0; tried < TRIES; tried++) {
      Outcome second = createTwice(store);
      if (second != Outcome.UNCLEAR) {
        return second == Outcome.ALREADY_THERE;
      }
      options.pauser().pause(options.resendPause());
    }
    throw new UnclearOutcomeException("probe", TRIES);
  }

  private static Outcome createTwice(ObjectStore store) throws IOException {
    String name = "probe/" + UUID.randomUUID();
    byte[] body = {'{', '}', '\n'};
    try {
      Outcome first = store.putIfAbsent(name, body);
      return first == Outcome.CREATED ? store.putIfAbsent(name, body) : Outcome.UNCLEAR;
    } catch (UnsupportedOperationException unknown) {
      return Outcome.CREATED;
    } finally {
      store.delete(name);
    }
  }
}

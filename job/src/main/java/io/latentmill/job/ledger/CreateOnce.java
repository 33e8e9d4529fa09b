package io.latentmill.job.ledger;

import io.latentmill.job.ledger.store.ObjectStore;
import io.latentmill.job.ledger.store.Outcome;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Creates an object for certain. After an unclear answer the same bytes are sent again until the
 * object can be read back: whichever sending took effect, and however late, there is one body.
 * Never is another body sent under the name.
 */
final class CreateOnce {
  private final ObjectStore store;
  private final LedgerOptions options;

  CreateOnce(ObjectStore store, LedgerOptions options) {
    this.store = store;
    this.options = options;
  }

  /**
   * Returns the body that the name holds from now on: the one given, or that of whoever came first.
   *
   * @throws UnclearOutcomeException if patience ends first; the object may yet appear
   */
  byte[] write(String name, byte[] body) throws IOException {
    for (int sent = 1; ; sent++) {
      if (store.putIfAbsent(name, body) == Outcome.CREATED) {
        return body;
      }
      Optional<byte[]> there = readBack(name);
      if (there.isPresent()) {
        return there.get();
      }
      if (sent == options.sendings()) {
        throw new UnclearOutcomeException(name, sent);
      }
      options.pauser().pause(options.resendPause());
    }
  }

  /** Whether the name holds this body from now on; false if another came first. */
  boolean claim(String name, byte[] body) throws IOException {
    return Arrays.equals(body, write(name, body));
  }

  /** A store that cannot be read right now may have the object or not. */
  private Optional<byte[]> readBack(String name) throws IOException {
    try {
      return store.read(name);
    } catch (IOException unreadable) {
      if (Thread.currentThread().isInterrupted()) {
        throw unreadable;
      }
      return Optional.empty();
    }
  }
}

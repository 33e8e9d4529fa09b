package io.latentmill.job.ledger;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run that holds the lease. The order for each chunk: {@link #nextAttempt}, write all data to its
 * directories, validate it, {@link #commit}. At the end of the command {@link #finish}, then {@link
 * #close(LeaseState)}.
 *
 * <p>Any method may throw {@link SupersededException}: then stop all tasks and close. Thread-safe.
 */
public final class LedgerSession implements AutoCloseable {
  private final LedgerPlace place;
  private final LedgerOptions options;
  private final Lease lease;
  private final Heart.Beating heartbeat;
  private final Settlement settlement;
  private final Entries<Manifest> manifests;
  private final Entries<PlanIncrement> plan;
  private final Cleaner cleaner;
  private final SentEntries sent = new SentEntries();
  private final Map<Integer, Integer> chunkAttempts = new HashMap<>();
  private final Map<Integer, Integer> planAttempts = new HashMap<>();
  private Visible visible = Visible.NOTHING;
  private int unconfirmed;
  private boolean closed;

  private LedgerSession(LedgerPlace place, Lease lease, LedgerOptions options) {
    this.place = place;
    this.options = options;
    this.lease = lease;
    this.heartbeat = options.heart().start(options.heartbeat(), lease::beat);
    this.settlement = new Settlement(place.store(), options);
    this.manifests = Entries.manifests(place.store(), options);
    this.plan = Entries.plan(place.store(), options);
    this.cleaner = new Cleaner(place.area(), lease.epoch());
  }

  /** Its heart beats; {@link #settle} comes before all else. */
  static LedgerSession of(LedgerPlace place, Lease lease, LedgerOptions options) {
    return new LedgerSession(place, lease, options);
  }

  /** Settles; a session for which that fails is closed. */
  LedgerSession settled() throws IOException {
    try {
      settle();
      return this;
    } catch (IOException | RuntimeException failure) {
      closeAfter(failure);
      throw failure;
    }
  }

  /** Of this run. */
  public int epoch() {
    return lease.epoch();
  }

  /** This run. */
  public Holder holder() {
    return lease.holder();
  }

  /** What counts now, this run's commits included. */
  public synchronized LedgerView view() {
    return new LedgerView(place.store(), options, visible);
  }

  /** A name for a new attempt at a chunk, never used before. */
  public synchronized AttemptName nextAttempt(int chunk) {
    int attempt = chunkAttempts.merge(chunk, 1, Integer::sum) - 1;
    return new AttemptName(chunk, epoch(), attempt);
  }

  /** A name for a new attempt at the plan's next increment, never used before. */
  public synchronized AttemptName nextPlanAttempt() {
    int number = visible.plan().isEmpty() ? 0 : visible.plan().lastKey() + 1;
    int attempt = planAttempts.merge(number, 1, Integer::sum) - 1;
    return new AttemptName(number, epoch(), attempt);
  }

  /**
   * Makes a chunk's data count, which must be complete and validated. When this returns, it counts
   * for ever, or until a later commit of the same chunk replaces it; the directories of the attempt
   * that it replaces are gone.
   */
  public synchronized void commit(Manifest manifest) throws IOException {
    requireOpen();
    Optional<Manifest> replaced = view().manifest(manifest.chunk());
    confirm(manifests, manifest);
    visible = visible.plus(List.of(CommittedChunk.of(manifest)), List.of());
    if (replaced.isPresent()) {
      cleaner.afterReplacing(replaced.get());
    }
  }

  /** Makes an increment of the plan count, as {@link #commit} does a chunk. */
  public synchronized void commitPlan(PlanIncrement increment) throws IOException {
    requireOpen();
    confirm(plan, increment);
    visible = visible.plus(List.of(), List.of(increment.attempt()));
  }

  /**
   * Creates an object that all runs of the output share, such as run.json, unless it exists.
   *
   * @return what it holds from now on
   */
  public synchronized byte[] createOnce(String name, byte[] body) throws IOException {
    requireOpen();
    checkStillHolder();
    byte[] there = new CreateOnce(place.store(), options).write(name, body);
    checkStillHolder();
    return there;
  }

  /** Writes or replaces an object that only the holder writes, such as status.json. */
  public synchronized void put(String name, byte[] body) throws IOException {
    requireOpen();
    checkStillHolder();
    place.store().put(name, body);
  }

  /** What an object beside the ledger's own holds, if it is there. */
  public Optional<byte[]> read(String name) throws IOException {
    return place.store().read(name);
  }

  /** Removes an object beside the ledger's own, if it is there. */
  public synchronized void remove(String name) throws IOException {
    requireOpen();
    checkStillHolder();
    place.store().delete(name);
  }

  /** Throws {@link SupersededException} if another run has taken over. */
  public void checkStillHolder() throws IOException {
    lease.checkLatest();
  }

  /**
   * Removes all that does not count, so that a plain listing of the data holds each id once. No
   * task of this run may be writing any more.
   */
  public synchronized void finish() throws IOException {
    requireOpen();
    if (unconfirmed > 0) {
      throw new LatentmillException(
          FailureKind.INTERNAL,
          "Cannot finish epoch %d: one of its commits failed".formatted(epoch()));
    }
    checkStillHolder();
    cleaner.atEnd(visible);
    checkStillHolder();
  }

  /** Removes what {@link Ledger#strays} finds, and returns it; for gc. */
  public synchronized Strays removeStrays() throws IOException {
    requireOpen();
    checkStillHolder();
    Strays strays = Strays.list(place.area(), visible, epoch());
    strays.remove(place.area());
    checkStillHolder();
    return strays;
  }

  /**
   * Gives the lease back. A run that was taken over first removes its own directories, unless they
   * count: the run that took over may have ended already.
   *
   * @throws SupersededException if the run was taken over and would have ended well
   */
  public synchronized void close(LeaseState end) throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    heartbeat.close();
    try {
      checkStillHolder();
      lease.end(end);
    } catch (SupersededException superseded) {
      retreat();
      lease.end(LeaseState.INTERRUPTED);
      if (end == LeaseState.RELEASED) {
        throw superseded;
      }
    }
  }

  /** As a run that was interrupted; does nothing if it was closed before. */
  @Override
  public void close() throws IOException {
    close(LeaseState.INTERRUPTED);
  }

  /**
   * Decides what of earlier runs counts and removes what does not, which may take minutes. Another
   * thread may close the session meanwhile.
   *
   * @throws SupersededException if another run took over
   */
  public void settle() throws IOException {
    Optional<SettledRecord> record = settlement.settle(epoch());
    if (record.isEmpty()) {
      checkStillHolder();
      throw new LatentmillException(
          FailureKind.INTERNAL,
          "Cannot settle epoch %d: another run wrote its record".formatted(epoch()));
    }
    see(record.get().visible());
    cleaner.afterSettling(record.get());
    checkStillHolder();
  }

  private synchronized void see(Visible counts) {
    visible = counts;
  }

  /** An entry that exists before the lease is read, and found latest, is in every later record. */
  private <T extends Entry> void confirm(Entries<T> entries, T entry) throws IOException {
    checkStillHolder();
    sent.add(entry);
    unconfirmed++;
    entries.write(entry);
    checkStillHolder();
    unconfirmed--;
  }

  /** A thread that was left behind has nothing more to say once the lease is given back. */
  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "Cannot write for epoch %d: its lease was given back".formatted(epoch()));
    }
  }

  /**
   * Keeps what the record above lists. While there is none, whoever settles next may list any entry
   * that was sent, and cleans up after it.
   */
  private void retreat() throws IOException {
    Optional<Visible> decided =
        settlement.latest().filter(record -> record.epoch() > epoch()).map(SettledRecord::visible);
    cleaner.own(
        directory ->
            sent.contains(directory)
                && decided.map(visible -> visible.names(directory)).orElse(true));
  }

  private void closeAfter(Exception failure) {
    try {
      close(LeaseState.INTERRUPTED);
    } catch (IOException | RuntimeException second) {
      failure.addSuppressed(second);
    }
  }
}

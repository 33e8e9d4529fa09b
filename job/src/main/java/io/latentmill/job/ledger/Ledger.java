package io.latentmill.job.ledger;

import java.io.IOException;
import java.util.Optional;

/** The ways into an output's ledger. */
public final class Ledger {
  private Ledger() {}

  /**
   * Starts a run: takes the lease, settles what earlier runs left, and removes what does not count.
   *
   * @throws LeaseHeldException if another run is alive
   * @throws SupersededException if another run took over meanwhile
   */
  public static LedgerSession open(LedgerPlace place, Holder holder, LedgerOptions options)
      throws IOException {
    return take(place, holder, options).settled();
  }

  /**
   * The first half of {@link #open}: takes the lease. The caller goes on with {@link
   * LedgerSession#settle}, and can give the lease back while that lasts.
   *
   * @throws LeaseHeldException if another run is alive
   */
  public static LedgerSession take(LedgerPlace place, Holder holder, LedgerOptions options)
      throws IOException {
    Lease lease = new LeaseAcquisition(place.store(), options).acquire(holder);
    return LedgerSession.of(place, lease, options);
  }

  /** Whether a lease can be had at once: its last holder, if there was one, has ended by itself. */
  public static boolean isGivenBack(LedgerPlace place) throws IOException {
    return new Leases(place.store())
        .latest()
        .map(lease -> lease.state() != LeaseState.HELD)
        .orElse(true);
  }

  /**
   * Who holds the lease and is alive, which may take a lapse to see; empty: nobody. Takes no lease
   * and writes nothing.
   */
  public static Optional<Holder> liveHolder(LedgerPlace place, LedgerOptions options)
      throws IOException {
    return new LeaseAcquisition(place.store(), options).liveHolder().map(LeaseRecord::holder);
  }

  /** What counts now. Takes no lease and writes nothing. */
  public static LedgerView view(LedgerPlace place) throws IOException {
    LedgerOptions options = LedgerOptions.defaults();
    return new LedgerView(place.store(), options, new Settlement(place.store(), options).visible());
  }

  /** What does not count, and what is no part of an output. Takes no lease and removes nothing. */
  public static Strays strays(LedgerPlace place) throws IOException {
    return strays(place, view(place));
  }

  /**
   * What does not count by a view, and what is no part of an output. Takes no lease and removes
   * nothing.
   */
  public static Strays strays(LedgerPlace place, LedgerView view) throws IOException {
    return Strays.list(place.area(), view.visible(), Integer.MAX_VALUE);
  }
}

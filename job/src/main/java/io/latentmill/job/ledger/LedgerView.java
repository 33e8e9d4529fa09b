package io.latentmill.job.ledger;

import io.latentmill.job.ledger.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What counted at one moment: what verify, report, retry and a resumed run trust. A run that
 * retries meanwhile removes directories that are named here; who finds a file gone takes a new
 * view.
 */
public final class LedgerView {
  private final Visible visible;
  private final Entries<Manifest> manifests;
  private final Entries<PlanIncrement> plan;

  LedgerView(ObjectStore store, LedgerOptions options, Visible visible) {
    this.visible = visible;
    this.manifests = Entries.manifests(store, options);
    this.plan = Entries.plan(store, options);
  }

  /** The committed chunks by number, ascending. Costs nothing: no manifest is read. */
  public SortedMap<Integer, CommittedChunk> committedChunks() {
    return visible.chunks();
  }

  /** The rows of all committed chunks. */
  public RowCounts rows() {
    return visible.chunks().values().stream()
        .map(CommittedChunk::rows)
        .reduce(RowCounts.NONE, RowCounts::plus);
  }

  /** Reads a committed chunk's manifest; empty if the chunk is not committed. */
  public Optional<Manifest> manifest(int chunk) throws IOException {
    CommittedChunk committed = visible.chunks().get(chunk);
    return committed == null
        ? Optional.empty()
        : Optional.of(manifests.read(committed.attempt().entry()));
  }

  /**
   * The manifests of all committed chunks, in the order of the chunks; read anew by each iteration,
   * in bounded memory. One that cannot be read ends it with an {@link UncheckedIOException}.
   */
  public Iterable<Manifest> eachManifest() {
    return manifests.each(entries());
  }

  private List<EntryName> entries() {
    return visible.chunks().values().stream().map(chunk -> chunk.attempt().entry()).toList();
  }

  /** The attempt that made each plan increment, by the increment's number, ascending. */
  public SortedMap<Integer, AttemptName> planAttempts() {
    return visible.plan();
  }

  /** Reads all plan increments, in the order of their numbers. */
  public List<PlanIncrement> planIncrements() throws IOException {
    return plan.read(visible.plan().values().stream().map(AttemptName::entry).toList());
  }

  Visible visible() {
    return visible;
  }
}

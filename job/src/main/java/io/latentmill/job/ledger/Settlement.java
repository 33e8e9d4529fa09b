package io.latentmill.job.ledger;

import io.latentmill.job.ledger.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Decides what of earlier epochs counts. A driver that was stopped and wakes up can still create
 * its manifests; the record of the epoch that took over, which lists what there was at one moment,
 * is what keeps them from counting.
 *
 * <p>Records are decided in the order of their epochs: before epoch E looks at anything, it fills
 * every empty slot below its own with a void record. A record that was sent by a driver that then
 * stopped, and that lands late, finds its slot taken. So each record is built on all records below
 * it, and what one of them omits no later one lists.
 */
final class Settlement {
  private static final String DIRECTORY = "settled";

  private final ObjectStore store;
  private final CreateOnce once;
  private final Numbered slots;
  private final Entries<Manifest> manifests;
  private final Entries<PlanIncrement> plan;

  Settlement(ObjectStore store, LedgerOptions options) {
    this.store = store;
    this.once = new CreateOnce(store, options);
    this.slots = new Numbered(store, DIRECTORY);
    this.manifests = Entries.manifests(store, options);
    this.plan = Entries.plan(store, options);
  }

  /**
   * Settles all epochs below one's own. Empty if a later epoch has voided the slot: then this epoch
   * is over before it began.
   */
  Optional<SettledRecord> settle(int epoch) throws IOException {
    voidEmptySlots(epoch);
    List<Integer> below = IntStream.range(1, epoch).boxed().toList();
    SettledRecord record = SettledRecord.of(epoch, visible(latest(below)));
    return once.claim(slots.name(epoch), LedgerJson.write(record))
        ? Optional.of(record)
        : Optional.empty();
  }

  /** The highest record that is not void; empty if nothing was ever settled. */
  Optional<SettledRecord> latest() throws IOException {
    return latest(slots.numbers());
  }

  /**
   * What counts now. The slots are looked at before and after, since an entry read in between
   * counts only if its epoch was not settled meanwhile.
   */
  Visible visible() throws IOException {
    while (true) {
      List<Integer> before = slots.numbers();
      Visible visible = visible(latest(before));
      if (slots.numbers().equals(before)) {
        return visible;
      }
    }
  }

  /**
   * What a record lists and its own epoch has added. Manifests are listed before plan increments: a
   * driver writes them in the opposite order, so each manifest's increment is found as well.
   */
  private Visible visible(Optional<SettledRecord> latest) throws IOException {
    if (latest.isEmpty()) {
      return Visible.NOTHING;
    }
    int epoch = latest.get().epoch();
    List<CommittedChunk> newChunks = manifests.of(epoch, CommittedChunk::of);
    return latest.get().visible().plus(newChunks, plan.of(epoch, PlanIncrement::attempt));
  }

  private void voidEmptySlots(int epoch) throws IOException {
    Set<Integer> taken = Set.copyOf(slots.numbers());
    for (int slot = 1; slot < epoch; slot++) {
      if (!taken.contains(slot)) {
        once.write(slots.name(slot), LedgerJson.write(SettledRecord.voided(slot, epoch)));
      }
    }
  }

  private Optional<SettledRecord> latest(List<Integer> numbers) throws IOException {
    for (int at = numbers.size() - 1; at >= 0; at--) {
      SettledRecord record = read(numbers.get(at));
      if (!record.isVoid()) {
        return Optional.of(record);
      }
    }
    return Optional.empty();
  }

  private SettledRecord read(int number) throws IOException {
    return LedgerJson.read(store, slots.name(number), SettledRecord.class);
  }
}

package io.latentmill.job.ledger;

import io.latentmill.job.ledger.store.ObjectStore;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The objects that make attempts visible: {@code manifests/} or {@code plan/}. */
final class Entries<T extends Entry> {
  private final ObjectStore store;
  private final CreateOnce once;
  private final int readers;
  private final String directory;
  private final Class<T> type;

  private Entries(ObjectStore store, LedgerOptions options, String directory, Class<T> type) {
    this.store = store;
    this.once = new CreateOnce(store, options);
    this.readers = options.readers();
    this.directory = directory;
    this.type = type;
  }

  static Entries<Manifest> manifests(ObjectStore store, LedgerOptions options) {
    return new Entries<>(store, options, "manifests", Manifest.class);
  }

  static Entries<PlanIncrement> plan(ObjectStore store, LedgerOptions options) {
    return new Entries<>(store, options, "plan", PlanIncrement.class);
  }

  /** Writes the entry for certain; it counts if its epoch is current, or is settled with it. */
  void write(T entry) throws IOException {
    EntryName name = entry.attempt().entry();
    if (!once.claim(path(name), LedgerJson.write(entry))) {
      throw new LatentmillException(
          FailureKind.INTERNAL,
          "Cannot write %s: this epoch wrote it already, with another body".formatted(path(name)));
    }
  }

  T read(EntryName name) throws IOException {
    return LedgerJson.read(store, path(name), type);
  }

  /** Reads several, in the order of their names. */
  List<T> read(List<EntryName> names) throws IOException {
    return Reads.all(names, readers, this::read);
  }

  /**
   * Something of all entries that an epoch has written by now. The entries themselves are not kept:
   * the file lists of ten million images would fill the driver's memory.
   */
  <V> List<V> of(int epoch, Function<T, V> part) throws IOException {
    return Reads.all(
        names().stream().filter(name -> name.epoch() == epoch).toList(),
        readers,
        name -> part.apply(read(name)));
  }

  /** Reads several, in the order of their names, some ahead: only these are in memory at once. */
  Iterable<T> each(List<EntryName> names) {
    return () -> new ReadAhead<>(names, readers, this::read);
  }

  private List<EntryName> names() throws IOException {
    return store.list(directory).stream()
        .map(path -> path.substring(directory.length() + 1))
        .filter(file -> file.endsWith(".json"))
        .map(file -> EntryName.parse(file.substring(0, file.length() - ".json".length())))
        .flatMap(Optional::stream)
        .toList();
  }

  private String path(EntryName name) {
    return directory + "/" + name + ".json";
  }
}

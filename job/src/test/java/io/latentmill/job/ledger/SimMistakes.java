package io.latentmill.job.ledger;

import io.latentmill.job.ledger.store.ObjectStore;
import io.latentmill.job.ledger.store.Outcome;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Protocols with a part left out, to see that the simulation finds what each part is for. */
final class SimMistakes {
  private SimMistakes() {}

  /** A reader to whom the manifest of the highest epoch counts, settled or not. */
  static Visible withoutSettling(ObjectStore store) throws IOException {
    TreeMap<Integer, CommittedChunk> chunks = new TreeMap<>();
    for (String name : store.list("manifests")) {
      Manifest manifest = LedgerJson.read(name, store.read(name).orElseThrow(), Manifest.class);
      chunks.put(manifest.chunk(), CommittedChunk.of(manifest));
    }
    return new Visible(chunks, new Settlement(store, TestOptions.instant()).visible().plan());
  }

  /** A driver that takes the empty slots below its own for void, and leaves them empty. */
  static ObjectStore withoutVoiding(ObjectStore store) {
    return new Mistaken(store) {
      private final Map<String, byte[]> leftEmpty = new HashMap<>();

      @Override
      public Outcome putIfAbsent(String name, byte[] body) throws IOException {
        if (name.startsWith("settled/")
            && LedgerJson.read(name, body, SettledRecord.class).isVoid()) {
          leftEmpty.put(name, body);
          return Outcome.CREATED;
        }
        return super.putIfAbsent(name, body);
      }

      @Override
      public Optional<byte[]> read(String name) throws IOException {
        Optional<byte[]> body = super.read(name);
        return body.isPresent() ? body : Optional.ofNullable(leftEmpty.get(name));
      }
    };
  }

  /** A driver that, once it has a lease, never looks whether there is a later one. */
  static ObjectStore withoutLookingAtTheLease(ObjectStore store) {
    return new Mistaken(store) {
      private Optional<List<String>> leases = Optional.empty();

      @Override
      public Outcome putIfAbsent(String name, byte[] body) throws IOException {
        Outcome outcome = super.putIfAbsent(name, body);
        if (name.startsWith("lease/") && outcome == Outcome.CREATED) {
          leases = Optional.of(List.of(name));
        }
        return outcome;
      }

      @Override
      public List<String> list(String directory) throws IOException {
        return directory.equals("lease") && leases.isPresent()
            ? leases.get()
            : super.list(directory);
      }
    };
  }

  /** Passes everything on. */
  private static class Mistaken implements ObjectStore {
    private final ObjectStore store;

    Mistaken(ObjectStore store) {
      this.store = store;
    }

    @Override
    public Outcome putIfAbsent(String name, byte[] body) throws IOException {
      return store.putIfAbsent(name, body);
    }

    @Override
    public void put(String name, byte[] body) throws IOException {
      store.put(name, body);
    }

    @Override
    public Optional<byte[]> read(String name) throws IOException {
      return store.read(name);
    }

    @Override
    public List<String> list(String directory) throws IOException {
      return store.list(directory);
    }

    @Override
    public void delete(String name) throws IOException {
      store.delete(name);
    }
  }
}

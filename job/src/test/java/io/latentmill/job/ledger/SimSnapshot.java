package io.latentmill.job.ledger;

import io.latentmill.job.ledger.store.ObjectStore;
import io.latentmill.job.ledger.store.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store that stands still. */
record SimSnapshot(Map<String, String> objects) implements ObjectStore {

  @Override
  public Optional<byte[]> read(String name) {
    return Optional.ofNullable(objects.get(name))
        .map(body -> body.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public List<String> list(String directory) {
    return objects.keySet().stream().filter(name -> name.startsWith(directory + "/")).toList();
  }

  @Override
  public Outcome putIfAbsent(String name, byte[] body) {
    throw new AssertionError("A reader writes nothing: " + name);
  }

  @Override
  public void put(String name, byte[] body) {
    throw new AssertionError("A reader writes nothing: " + name);
  }

  @Override
  public void delete(String name) {
    throw new AssertionError("A reader deletes nothing: " + name);
  }
}

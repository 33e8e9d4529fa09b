package io.latentmill.job.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.ledger.store.ObjectStore;
import io.latentmill.job.ledger.store.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What the protocol needs of every store. */
abstract class ObjectStoreContract {
  private static final int RACES = 20;
  private static final int RUNNERS = 4;

  /** A store over the same empty place each time within one test. */
  abstract ObjectStore store() throws IOException;

  @Test
  void anObjectIsCreatedOnce() throws IOException {
    ObjectStore store = store();

    assertThat(store.putIfAbsent("lease/1.json", bytes("first"))).isEqualTo(Outcome.CREATED);
    assertThat(store.putIfAbsent("lease/1.json", bytes("second"))).isEqualTo(Outcome.ALREADY_THERE);
    assertThat(store.read("lease/1.json")).contains(bytes("first"));
  }

  @Test
  void anObjectIsReplacedByPut() throws IOException {
    ObjectStore store = store();

    store.put("status.json", bytes("running"));
    store.put("status.json", bytes("done"));

    assertThat(store.read("status.json")).contains(bytes("done"));
    assertThat(store.putIfAbsent("status.json", bytes("new"))).isEqualTo(Outcome.ALREADY_THERE);
  }

  @Test
  void absentObjectsReadAsEmpty() throws IOException {
    assertThat(store().read("lease/1.json")).isEmpty();
    assertThat(store().list("lease")).isEmpty();
    store().delete("lease/1.json");
  }

  @Test
  void aListHoldsTheObjectsOfOneDirectorySorted() throws IOException {
    ObjectStore store = store();
    store.putIfAbsent("plan/000001-1.json", bytes("b"));
    store.putIfAbsent("plan/000000-1.json", bytes("a"));
    store.putIfAbsent("plan/000000-1.0/part.parquet", bytes("rows"));
    store.putIfAbsent("manifests/000000-1.json", bytes("c"));

    assertThat(store.list("plan")).containsExactly("plan/000000-1.json", "plan/000001-1.json");
  }

  @Test
  void aDeletedObjectIsGone() throws IOException {
    ObjectStore store = store();
    store.putIfAbsent("probe/1", bytes("x"));

    store.delete("probe/1");

    assertThat(store.read("probe/1")).isEmpty();
    assertThat(store.list("probe")).isEmpty();
  }

  @Test
  void theProbePasses() throws IOException {
    ObjectStore store = store();

    assertThat(ConditionalWriteProbe.passes(store, TestOptions.instant())).isTrue();
    assertThat(store.list("probe")).isEmpty();
  }

  @Test
  void ofSeveralCreatorsAtOnceOneWins() throws Exception {
    ObjectStore store = store();
    ExecutorService runners = Executors.newFixedThreadPool(RUNNERS);
    try {
      for (int race = 0; race < RACES; race++) {
        assertOneWins(store, runners, "lease/" + race + ".json");
      }
    } finally {
      runners.shutdownNow();
    }
  }

  private static void assertOneWins(ObjectStore store, ExecutorService runners, String name)
      throws Exception {
    List<Callable<Outcome>> tries = new ArrayList<>();
    for (int runner = 0; runner < RUNNERS; runner++) {
      byte[] body = bytes("runner " + runner);
      tries.add(() -> store.putIfAbsent(name, body));
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (Future<Outcome> outcome : runners.invokeAll(tries)) {
      outcomes.add(outcome.get());
    }
    int winner = outcomes.indexOf(Outcome.CREATED);
    assertThat(outcomes).containsOnlyOnce(Outcome.CREATED);
    assertThat(store.read(name)).contains(bytes("runner " + winner));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

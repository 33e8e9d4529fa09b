package io.latentmill.job.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.ledger.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What must hold of the world, whatever drivers do. */
final class SimInvariants {
  private final Reader reader;
  private final Map<TreeMap<String, String>, Visible> seen = new HashMap<>();

  SimInvariants(Reader reader) {
    this.reader = reader;
  }

  /** What a reader takes to count. */
  @FunctionalInterface
  interface Reader {
    Visible visible(ObjectStore store) throws IOException;

    /** The real one. */
    static Reader real() {
      return store -> new Settlement(store, TestOptions.instant()).visible();
    }
  }

  /** At any time: what counts is there, of one plan, and holds all that was ever confirmed. */
  void assertNothingIsLost(SimWorld world) {
    Visible visible = visible(world);
    for (CommittedChunk chunk : visible.chunks().values()) {
      String path = chunk.attempt().dataDirectory("parquet");
      assertThat(world.directories())
          .as("the data of %s, which counts", chunk.attempt())
          .hasEntrySatisfying(path, data -> assertThat(data.complete()).isTrue());
      assertPlanned(world, visible, chunk.attempt());
    }
    visible
        .plan()
        .values()
        .forEach(
            attempt ->
                assertThat(world.directories()).containsKey(PlanIncrement.directory(attempt)));
    world
        .confirmed()
        .forEach(
            (chunk, epoch) ->
                assertThat(visible.chunks().get(chunk))
                    .as("chunk %d, confirmed in epoch %d", chunk, epoch)
                    .isNotNull()
                    .satisfies(
                        found ->
                            assertThat(found.attempt().epoch()).isGreaterThanOrEqualTo(epoch)));
  }

  /**
   * When a command ends with success: whoever lists the data finds what counts and nothing else,
   * but for what a driver wrote that woke up after it had been taken over, and that is not done,
   * and what a run writes that has followed already.
   */
  void assertListingIsRight(SimWorld world, int epoch) {
    if (world.names("lease/").size() == epoch) {
      assertListed(world, directory -> !directory.late());
    }
  }

  /** When all have ended by themselves, and the last with success: not even that. */
  void assertNothingIsLeft(SimWorld world) {
    List<String> leases = world.names("lease/");
    LeaseRecord last = world.read("lease/" + leases.size() + ".json", LeaseRecord.class);
    if (last.state() == LeaseState.RELEASED) {
      assertListed(world, directory -> true);
    }
  }

  private void assertListed(SimWorld world, Predicate<SimWorld.Directory> wanted) {
    List<String> listed =
        world.directories().entrySet().stream()
            .filter(entry -> wanted.test(entry.getValue()))
            .map(Map.Entry::getKey)
            .filter(path -> path.startsWith("data/"))
            .toList();
    List<String> counting =
        visible(world).chunks().values().stream()
            .map(chunk -> chunk.attempt().dataDirectory("parquet"))
            .toList();
    assertThat(listed).as("a plain listing of the data").isEqualTo(counting);
  }

  private static void assertPlanned(SimWorld world, Visible visible, AttemptName attempt) {
    Manifest manifest = world.read("manifests/" + attempt.entry() + ".json", Manifest.class);
    assertThat(visible.plan().values())
        .as("the plan that %s belongs to", attempt)
        .extracting(AttemptName::entry)
        .contains(manifest.plan());
  }

  private Visible visible(SimWorld world) {
    return seen.computeIfAbsent(
        world.objects(),
        objects -> {
          try {
            return reader.visible(new SimSnapshot(objects));
          } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
          }
        });
  }
}

package io.latentmill.job.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is in an output and does not count. While a run is alive this includes its attempts under
 * way.
 *
 * @param directories of attempts that no manifest names
 * @param strangers other paths among and in them, relative to the output
 * @param uploads that were neither completed nor aborted
 */
public record Strays(
    List<AttemptDirectory> directories, List<String> strangers, List<PendingUpload> uploads) {
  public Strays {
    directories = List.copyOf(directories);
    strangers = List.copyOf(strangers);
    uploads = List.copyOf(uploads);
  }

  /** Of epochs up to one; what a later epoch writes is nobody's business but its own. */
  static Strays list(AttemptArea area, Visible visible, int lastEpoch) throws IOException {
    Map<Boolean, List<AttemptDirectory>> named =
        area.list().stream()
            .filter(directory -> directory.name().epoch() <= lastEpoch)
            .collect(Collectors.partitioningBy(visible::names));
    List<String> strangers = new ArrayList<>(area.strangers());
    strangers.addAll(area.leftovers(named.get(true)));
    return new Strays(
        named.get(false),
        strangers,
        area.uploads().stream()
            .filter(upload -> upload.attempt().filter(of -> of.epoch() > lastEpoch).isEmpty())
            .toList());
  }

  public boolean isEmpty() {
    return directories.isEmpty() && strangers.isEmpty() && uploads.isEmpty();
  }

  /** Removes them all; for the holder of the lease. */
  void remove(AttemptArea area) throws IOException {
    for (PendingUpload upload : uploads) {
      area.abort(upload);
    }
    for (AttemptDirectory directory : directories) {
      area.remove(directory);
    }
    for (String path : strangers) {
      area.removeStranger(path);
    }
  }
}

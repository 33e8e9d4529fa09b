package io.latentmill.job.ledger;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/**
 * Removes what does not count. Two rules make it safe even for a driver that has been taken over
 * without knowing: of lower epochs it removes only what its own record omits, which no later record
 * lists, or what its own confirmed manifests replaced; and it never touches an epoch above its own.
 */
final class Cleaner {
  private final AttemptArea area;
  private final int epoch;

  Cleaner(AttemptArea area, int epoch) {
    this.area = area;
    this.epoch = epoch;
  }

  /**
   * Right after settling: what lower epochs left. Their uploads are aborted first, so that a driver
   * that wakes up in the middle of its commit finds nothing to complete.
   */
  void afterSettling(SettledRecord record) throws IOException {
    Visible settled = record.visible();
    abortUploads(attempt -> attempt.epoch() < epoch);
    remove(directory -> directory.name().epoch() < epoch && !settled.names(directory));
  }

  /** After a confirmed manifest of this epoch: the directories of the one that it replaced. */
  void afterReplacing(Manifest replaced) throws IOException {
    for (AttemptOutput output : replaced.outputs()) {
      area.remove(AttemptDirectory.of(output.directory()));
    }
  }

  /** At the end of a command: all that does not count, own failed attempts among it. */
  void atEnd(Visible visible) throws IOException {
    abortUploads(attempt -> attempt.epoch() <= epoch);
    remove(directory -> directory.name().epoch() <= epoch && !visible.names(directory));
    removeLeftovers(visible);
  }

  /** Tasks that were given up, and did not know it, may have written after their chunk's commit. */
  private void removeLeftovers(Visible visible) throws IOException {
    List<AttemptDirectory> own =
        area.list().stream()
            .filter(directory -> directory.name().epoch() == epoch && visible.names(directory))
            .toList();
    for (String path : area.leftovers(own)) {
      area.removeStranger(path);
    }
  }

  /** Of a driver that was taken over: its own directories, but for those that count or may yet. */
  void own(Predicate<AttemptDirectory> kept) throws IOException {
    abortUploads(attempt -> attempt.epoch() == epoch);
    remove(directory -> directory.name().epoch() == epoch && !kept.test(directory));
  }

  private void abortUploads(Predicate<AttemptName> unwanted) throws IOException {
    for (PendingUpload upload : area.uploads()) {
      if (upload.attempt().filter(unwanted).isPresent()) {
        area.abort(upload);
      }
    }
  }

  private void remove(Predicate<AttemptDirectory> unwanted) throws IOException {
    for (AttemptDirectory directory : area.list()) {
      if (unwanted.test(directory)) {
        area.remove(directory);
      }
    }
  }
}

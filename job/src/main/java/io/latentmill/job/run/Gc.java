package io.latentmill.job.run;

import io.latentmill.job.ledger.AttemptDirectory;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.PendingUpload;
import io.latentmill.job.ledger.Strays;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;

/** Finds and removes what lies in an output and does not count. */
public final class Gc {
  private Gc() {}

  /**
   * Lists it, one line each. Takes no lease: while a run is alive, its attempts under way are among
   * it.
   *
   * @throws LatentmillException (user) if there is no such output
   */
  public static List<String> list(String output, Configuration configuration) {
    RunRecord record = RunRecord.read("gc", output, configuration);
    try {
      return List.copyOf(
          lines(Ledger.strays(LedgerPlaces.forReading(record.output(), configuration))));
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.RESOURCE, "Cannot list %s: %s".formatted(record.output(), e.getMessage()), e);
    }
  }

  /**
   * Removes it under the lease.
   *
   * @return what was removed, one line each; taking the lease removes some of it already
   * @throws LatentmillException (user) if there is no such output
   * @throws RunFailedException if a run is alive
   */
  public static List<String> delete(
      String output, RunOptions.Exclusion exclusion, Configuration configuration) {
    RunRecord record = RunRecord.read("gc", output, configuration);
    SortedSet<String> removed = new TreeSet<>(list(output, configuration));
    HeldOutput.holdBriefly(
        record.output(),
        configuration,
        exclusion,
        session -> removed.addAll(lines(session.removeStrays())));
    return List.copyOf(removed);
  }

  private static SortedSet<String> lines(Strays strays) {
    SortedSet<String> lines = new TreeSet<>(strays.strangers());
    strays.directories().stream().map(AttemptDirectory::path).forEach(lines::add);
    strays.uploads().stream().map(Gc::line).forEach(lines::add);
    return lines;
  }

  private static String line(PendingUpload upload) {
    return "%s (upload %s)".formatted(upload.path(), upload.uploadId());
  }
}

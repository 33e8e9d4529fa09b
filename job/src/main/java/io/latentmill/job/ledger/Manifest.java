package io.latentmill.job.ledger;

import java.util.List;
import java.util.Optional;

/**
 * Makes one attempt at a chunk visible: {@code manifests/CHUNK-EPOCH.json}. Written once, after all
 * its data is complete and validated; never changed.
 *
 * @param attempt whose directories hold the chunk's data
 * @param plan increment that the chunk belongs to
 * @param outputs one for each format, and for each other place that the attempt wrote to
 * @param rows in the chunk; their sum is the number of planned rows
 * @param supersedes the attempts that this one replaces, by retry; empty for a first manifest
 */
public record Manifest(
    AttemptName attempt,
    EntryName plan,
    List<AttemptOutput> outputs,
    RowCounts rows,
    List<AttemptName> supersedes)
    implements Entry {
  public Manifest {
    outputs = List.copyOf(outputs);
    supersedes = List.copyOf(supersedes);
  }

  public int chunk() {
    return attempt.number();
  }

  /** What the attempt wrote for a format; empty if the run did not write that format. */
  public Optional<AttemptOutput> output(String format) {
    return outputs.stream().filter(output -> output.format().equals(format)).findFirst();
  }
}

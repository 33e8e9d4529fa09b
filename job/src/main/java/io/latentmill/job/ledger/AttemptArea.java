package io.latentmill.job.ledger;

import java.io.IOException;
import java.util.List;

/**
 * The directories that attempts write to: those under {@code data/FORMAT}, and those of the plan,
 * the sidecars and the telemetry under {@code _latentmill/}.
 */
public interface AttemptArea {

  /** All attempt directories there are; what has another name is not listed. */
  List<AttemptDirectory> list() throws IOException;

  /** Removes a directory and all in it; none is there afterwards. */
  void remove(AttemptDirectory directory) throws IOException;

  /** What lies among the attempt directories and is none: paths relative to the output. */
  List<String> strangers() throws IOException;

  /**
   * What committers keep for themselves in directories: left there by tasks that outlived their
   * chunk. Paths relative to the output.
   */
  List<String> leftovers(List<AttemptDirectory> directories) throws IOException;

  /** Removes what {@link #strangers} or {@link #leftovers} listed. */
  void removeStranger(String path) throws IOException;

  /** Multipart uploads under the output that were neither completed nor aborted. */
  List<PendingUpload> uploads() throws IOException;

  /** Aborts an upload; completing it fails from then on. */
  void abort(PendingUpload upload) throws IOException;
}

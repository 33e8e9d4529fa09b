package io.latentmill.job.plan;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a stored increment consists of: what the ledger writes down to make it visible.
 *
 * @param firstChunk number of its first chunk
 * @param chunks how many there are, numbered on from firstChunk
 * @param rows planned
 * @param files in its directory, sorted by name
 * @param details counts worth remembering
 */
public record PlanBody(
    int firstChunk, int chunks, long rows, List<File> files, Map<String, String> details) {
  public PlanBody {
    files = List.copyOf(files);
    details = Map.copyOf(details);
  }

  /**
   * A stored file.
   *
   * @param name relative to the increment's directory
   * @param bytes its length
   * @param sha256 of its content, lower-case hexadecimal
   * @param rows that it holds
   */
  public record File(String name, long bytes, String sha256, long rows) implements Serializable {}
}

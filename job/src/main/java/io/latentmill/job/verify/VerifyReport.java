package io.latentmill.job.verify;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a verification came to.
 *
 * @param findings what is wrong, one line each; none: the output is complete and undamaged
 * @param chunks that are committed
 * @param rows of these
 * @param files that were read
 * @param bytes of these
 * @param rerendered what was rendered again, if it was asked for
 * @param run who is writing to the output, if anything was found and somebody is: then the findings
 *     are what is under way, as far as anybody can tell
 */
public record VerifyReport(
    List<String> findings,
    int chunks,
    long rows,
    long files,
    long bytes,
    Optional<Rerendered> rerendered,
    Optional<String> run) {
  public VerifyReport {
    findings = List.copyOf(findings);
  }

  /**
   * Rows that were rendered again.
   *
   * @param rows how many
   * @param identical whose pixels are all the same
   * @param largestDifference of a pixel's channel, in levels of 255; of rows within tolerance too
   * @param threads that made the output and were taken again; empty: it does not say
   */
  public record Rerendered(long rows, long identical, int largestDifference, OptionalInt threads) {}
}

package io.latentmill.job.ledger;

/**
 * What counts of a chunk, without its file list.
 *
 * @param attempt that won
 * @param rows of it
 */
public record CommittedChunk(AttemptName attempt, RowCounts rows) {
  static CommittedChunk of(Manifest manifest) {
    return new CommittedChunk(manifest.attempt(), manifest.rows());
  }
}

package io.latentmill.udf.request;

import java.util.Optional;

/**
 * What of a column the rows of a batch have in common.
 *
 * @param part where it is in the batch's key; empty: nothing is
 * @param whole whether rows of other values never share a batch
 * @param text for people
 */
public record ColumnSharing(Optional<BatchPart<?>> part, boolean whole, String text) {
  /** Every row has its own. */
  static final ColumnSharing PER_ROW = new ColumnSharing(Optional.empty(), false, "");

  /** All rows of a batch have the same. */
  static ColumnSharing shared(BatchPart<?> part) {
    return new ColumnSharing(Optional.of(part), true, "yes");
  }

  /** Every row has its own, but for one thing about it. */
  static ColumnSharing partly(BatchPart<?> part, String text) {
    return new ColumnSharing(Optional.of(part), false, text);
  }
}

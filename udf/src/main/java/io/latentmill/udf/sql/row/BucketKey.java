package io.latentmill.udf.sql.row;

import io.latentmill.udf.request.BatchKey;
import io.latentmill.udf.request.GenerationRequest;

/** What rows must share to run as one batch, as a text to sort by: a {@link BatchKey}'s. */
public final class BucketKey {
  /** The key of rows that are never generated; it sorts after all others. */
  public static final String INVALID = "~invalid";

  private BucketKey() {}

  static String of(GenerationRequest request) {
    return BatchKey.of(request).toString();
  }
}

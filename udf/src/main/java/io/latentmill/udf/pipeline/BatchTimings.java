package io.latentmill.udf.pipeline;

/**
 * Where a batch's time went, in milliseconds of wall clock.
 *
 * @param halvings how often it was halved for lack of device memory
 */
public record BatchTimings(long encodeMillis, long denoiseMillis, long decodeMillis, int halvings) {
  /** Nothing done yet. */
  public static final BatchTimings ZERO = new BatchTimings(0, 0, 0, 0);

  /** The sum of two. */
  public BatchTimings plus(BatchTimings other) {
    return new BatchTimings(
        encodeMillis + other.encodeMillis,
        denoiseMillis + other.denoiseMillis,
        decodeMillis + other.decodeMillis,
        halvings + other.halvings);
  }
}

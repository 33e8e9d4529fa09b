package io.latentmill.udf.pipeline;

/**
 * Where a batch's time went, in milliseconds of wall clock. Switching adapters, encoding new texts
 * and phases that ran out of memory are in {@code deviceMillis} only.
 *
 * @param encodeMillis from the texts to the first step: images, hints, keys and values
 * @param deviceMillis for which the batch had the device
 * @param halvings how often it was halved for lack of device memory
 */
public record BatchTimings(
    double encodeMillis,
    double denoiseMillis,
    double decodeMillis,
    double deviceMillis,
    int halvings) {
  /** Nothing done yet. */
  public static final BatchTimings ZERO = new BatchTimings(0, 0, 0, 0, 0);

  /** The phases of a batch that came through whole. */
  static BatchTimings phases(double encodeMillis, double denoiseMillis, double decodeMillis) {
    return new BatchTimings(encodeMillis, denoiseMillis, decodeMillis, 0, 0);
  }

  /** One halving. */
  static BatchTimings halving() {
    return new BatchTimings(0, 0, 0, 0, 1);
  }

  /** The time a batch had the device. */
  static BatchTimings device(double millis) {
    return new BatchTimings(0, 0, 0, millis, 0);
  }

  /** The sum of two. */
  public BatchTimings plus(BatchTimings other) {
    return new BatchTimings(
        encodeMillis + other.encodeMillis,
        denoiseMillis + other.denoiseMillis,
        decodeMillis + other.decodeMillis,
        deviceMillis + other.deviceMillis,
        halvings + other.halvings);
  }
}

package io.latentmill.job.verify;

import io.latentmill.udf.image.ImageDecoder;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.image.RgbImage;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * How far two encoded images are apart. On one kind of device they are the same; another kind's
 * rounding moves a pixel by a level, which a lossy encoding makes several of.
 */
final class PixelDifference {
  private static final int LOSSLESS_TOLERANCE = 1;
  private static final int LOSSY_TOLERANCE = 16;

  private PixelDifference() {}

  /** The largest difference of a pixel's channel, in levels; empty if the sizes differ. */
  static OptionalInt of(String id, byte[] one, byte[] other) {
    if (Arrays.equals(one, other)) {
      return OptionalInt.of(0);
    }
    RgbImage first = ImageDecoder.decode(id, one, Long.MAX_VALUE);
    RgbImage second = ImageDecoder.decode(id, other, Long.MAX_VALUE);
    if (first.width() != second.width() || first.height() != second.height()) {
      return OptionalInt.empty();
    }
    int largest = 0;
    for (int i = 0; i < first.rgb().length; i++) {
      largest = Math.max(largest, Math.abs((first.rgb()[i] & 255) - (second.rgb()[i] & 255)));
    }
    return OptionalInt.of(largest);
  }

  /** What another kind of device may make of an image. */
  static int tolerance(ImageFormat format) {
    return switch (format) {
      case PNG -> LOSSLESS_TOLERANCE;
      case JPEG, WEBP -> LOSSY_TOLERANCE;
    };
  }
}

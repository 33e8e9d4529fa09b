package io.latentmill.udf.scores;

import io.latentmill.udf.image.GrayImage;
import io.latentmill.udf.image.RgbImage;

/**
 * Numbers of an image's gray values, 0..255.
 *
 * @param sharpness the variance of their Laplacian (Pech-Pacheco et al. 2000); blurred images have
 *     little
 * @param mean brightness
 * @param deviation contrast; next to 0 in a blank image
 */
public record Sharpness(double sharpness, double mean, double deviation) {

  /** Measures an image. The Laplacian mirrors the image at its borders, as OpenCV's does. */
  public static Sharpness of(RgbImage image) {
    GrayImage gray = GrayImage.of(image);
    Moments values = new Moments();
    Moments laplacian = new Moments();
    for (int y = 0; y < gray.height(); y++) {
      for (int x = 0; x < gray.width(); x++) {
        int value = at(gray, x, y);
        values.add(value);
        laplacian.add(
            at(gray, x - 1, y)
                + at(gray, x + 1, y)
                + at(gray, x, y - 1)
                + at(gray, x, y + 1)
                - 4 * value);
      }
    }
    return new Sharpness(laplacian.variance(), values.mean(), Math.sqrt(values.variance()));
  }

  private static int at(GrayImage gray, int x, int y) {
    return gray.values()[mirrored(y, gray.height()) * gray.width() + mirrored(x, gray.width())]
        & 0xff;
  }

  private static int mirrored(int index, int length) {
    if (length == 1) {
      return 0;
    }
    return index < 0 ? -index : index >= length ? 2 * length - 2 - index : index;
  }

  /** Exact sums of integers. */
  private static final class Moments {
    private long count;
    private long sum;
    private long squares;

    void add(long value) {
      count++;
      sum += value;
      squares += value * value;
    }

    double mean() {
      return (double) sum / count;
    }

    double variance() {
      return (double) squares / count - mean() * mean();
    }
  }
}

package io.latentmill.udf.image;

/**
 * An image of 8 bits a channel.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb [height, width, 3], row by row; not copied, and never changed by this package
 */
public record RgbImage(int width, int height, byte[] rgb) {
  /** Bytes to a pixel. */
  static final int CHANNELS = 3;

  public RgbImage {
    if (width < 1 || height < 1 || rgb.length != (long) CHANNELS * width * height) {
      throw new IllegalArgumentException(
          "%d bytes are no RGB image of %dx%d".formatted(rgb.length, width, height));
    }
  }
}

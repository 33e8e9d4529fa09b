package io.latentmill.udf.image;

import io.latentmill.udf.request.LatentmillException;
import java.nio.charset.StandardCharsets;

/**
 * The invisible watermark of Stable Diffusion XL's pipelines: the method that the library
 * invisible-watermark calls dwtDct, which reads it back. Of the colour difference U, Haar's
 * approximation is cut into blocks of 4x4 numbers; in each, the largest number but the first is
 * moved to where its remainder by {@link #SCALE} says a bit. The bits of a text follow each other
 * over all blocks, again and again, and readers take the majority.
 *
 * @param text that is written, as UTF-8
 */
public record Watermark(String text) {
  private static final int BLOCK = 4;

  /** Pixels of a block's side: each of its numbers stands for two by two pixels. */
  private static final int PIXELS = 2 * BLOCK;

  private static final double SCALE = 36;

  /** By how much the largest number is to lead, so that rounding does not make another of it. */
  private static final double LEAD = 4;

  /** What one level of U is in blue and green, as U is a scaled difference of blue and light. */
  private static final double BLUE = 2.032;

  private static final double GREEN = -0.395;

  private static final int MOST_BYTES = 64;

  public Watermark {
    requireValid(text);
  }

  /**
   * Refuses texts that cannot be written.
   *
   * @throws LatentmillException (user)
   */
  public static void requireValid(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MOST_BYTES) {
      throw LatentmillException.user(
          "the watermark \"%s\" has %d bytes, not 1 to %d", text, bytes, MOST_BYTES);
    }
  }

  /**
   * The image with the watermark in it.
   *
   * @throws LatentmillException (user) if the image has too few blocks for the text
   */
  public RgbImage on(RgbImage image) {
    byte[] bits = text.getBytes(StandardCharsets.UTF_8);
    int columns = image.width() / PIXELS;
    int rows = image.height() / PIXELS;
    int count = bits.length * Byte.SIZE;
    if (columns * rows < count) {
      throw LatentmillException.user(
          "an image of %dx%d pixels has room for %d bits of a watermark, not for %d",
          image.width(), image.height(), columns * rows, count);
    }
    RgbImage marked = new RgbImage(image.width(), image.height(), image.rgb().clone());
    for (int block = 0; block < columns * rows; block++) {
      int at = block % count;
      int bit = bits[at / Byte.SIZE] >> (Byte.SIZE - 1 - at % Byte.SIZE) & 1;
      write(marked, block % columns * PIXELS, block / columns * PIXELS, bit);
    }
    return marked;
  }

  private static void write(RgbImage image, int left, int top, int bit) {
    int largest = 1;
    double[] values = new double[BLOCK * BLOCK];
    for (int i = 0; i < values.length; i++) {
      values[i] = approximation(image, left + i % BLOCK * 2, top + i / BLOCK * 2);
      if (i > 0 && values[i] > values[largest]) {
        largest = i;
      }
    }
    double second = 0;
    for (int i = 1; i < values.length; i++) {
      second = i == largest ? second : Math.max(second, values[i]);
    }
    double change = target(values[largest], second, bit) - values[largest];
    shift(image, left + largest % BLOCK * 2, top + largest / BLOCK * 2, change / 2);
  }

  /** The nearest number that says the bit and is the largest still. */
  private static double target(double value, double second, int bit) {
    double offset = (0.25 + 0.5 * bit) * SCALE;
    double nearest = offset + Math.rint((value - offset) / SCALE) * SCALE;
    while (nearest < second + LEAD) {
      nearest += SCALE;
    }
    return nearest;
  }

  private static double approximation(RgbImage image, int x, int y) {
    return (u(image, x, y) + u(image, x + 1, y) + u(image, x, y + 1) + u(image, x + 1, y + 1))
        / 2.0;
  }

  /** As OpenCV has it of 8 bits, in steps of 2^-14. */
  private static int u(RgbImage image, int x, int y) {
    int at = RgbImage.CHANNELS * (y * image.width() + x);
    int red = image.rgb()[at] & 0xff;
    int green = image.rgb()[at + 1] & 0xff;
    int blue = image.rgb()[at + 2] & 0xff;
    int luma = 4899 * red + 9617 * green + 1868 * blue + 8192 >> 14;
    return 8061 * (blue - luma) + (128 << 14) + 8192 >> 14;
  }

  private static void shift(RgbImage image, int x, int y, double levels) {
    for (int pixel = 0; pixel < 4; pixel++) {
      int at = RgbImage.CHANNELS * ((y + pixel / 2) * image.width() + x + pixel % 2);
      add(image, at + 1, GREEN * levels);
      add(image, at + 2, BLUE * levels);
    }
  }

  private static void add(RgbImage image, int at, double levels) {
    long value = Math.round((image.rgb()[at] & 0xff) + levels);
    image.rgb()[at] = (byte) Math.max(0, Math.min(255, value));
  }
}

package io.latentmill.udf.image;

/**
 * An image of one 8-bit channel: a mask.
 *
 * @param width in pixels
 * @param height in pixels
 * @param values [height, width], row by row; not copied
 */
public record GrayImage(int width, int height, byte[] values) {
  /**
   * The image's luma as Pillow's {@code convert("L")} has it: ITU-R 601-2 in 16-bit fixed point.
   */
  public static GrayImage of(RgbImage image) {
    byte[] values = new byte[image.width() * image.height()];
    for (int i = 0; i < values.length; i++) {
      int red = image.rgb()[3 * i] & 0xff;
      int green = image.rgb()[3 * i + 1] & 0xff;
      int blue = image.rgb()[3 * i + 2] & 0xff;
      values[i] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
    }
    return new GrayImage(image.width(), image.height(), values);
  }
}

package io.latentmill.udf.image;

import java.util.Random;

/** Images made of arithmetic. */
final class TestImages {
  private TestImages() {}

  /** Gradients with a little noise, so that every PNG filter wins somewhere. */
  static RgbImage gradient(int width, int height) {
    Random random = new Random(width * 31L + height);
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      int x = i / 3 % width;
      int y = i / 3 / width;
      rgb[i] = (byte) (i % 3 == 0 ? 3 * x : i % 3 == 1 ? x + 2 * y : y * y + random.nextInt(9));
    }
    return new RgbImage(width, height, rgb);
  }
}

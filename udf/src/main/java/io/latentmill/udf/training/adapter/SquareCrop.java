package io.latentmill.udf.training.adapter;

import io.latentmill.udf.image.ResampleFilter;
import io.latentmill.udf.image.Resize;
import io.latentmill.udf.image.RgbImage;

/** Images to squares as diffusers' scripts cut them: the shorter side resized, the middle kept. */
final class SquareCrop {
  /** Bytes to a pixel. */
  private static final int CHANNELS = 3;

  private SquareCrop() {}

  static RgbImage of(RgbImage image, int side) {
    double factor = (double) side / Math.min(image.width(), image.height());
    int width = Math.max(side, (int) (image.width() * factor));
    int height = Math.max(side, (int) (image.height() * factor));
    RgbImage resized = Resize.to(image, width, height, ResampleFilter.LANCZOS);
    return middle(resized, side);
  }

  private static RgbImage middle(RgbImage image, int side) {
    int left = (image.width() - side) / 2;
    int top = (image.height() - side) / 2;
    byte[] rgb = new byte[CHANNELS * side * side];
    for (int y = 0; y < side; y++) {
      int source = CHANNELS * ((top + y) * image.width() + left);
      System.arraycopy(image.rgb(), source, rgb, CHANNELS * side * y, CHANNELS * side);
    }
    return new RgbImage(side, side, rgb);
  }

  /** Left and right exchanged. */
  static RgbImage mirrored(RgbImage image) {
    byte[] rgb = new byte[image.rgb().length];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int source = CHANNELS * (y * image.width() + image.width() - 1 - x);
        System.arraycopy(image.rgb(), source, rgb, CHANNELS * (y * image.width() + x), CHANNELS);
      }
    }
    return new RgbImage(image.width(), image.height(), rgb);
  }
}

package io.latentmill.udf.image;

/**
 * Resampling as Pillow's {@code resize} does it, bit for bit: a filter, widened when shrinking, in
 * 22-bit fixed point; first along rows, then along columns, with 8-bit values between. Source:
 * Pillow's src/libImaging/Resample.c.
 */
public final class Resize {
  private static final int CHANNELS = RgbImage.CHANNELS;
  private static final int HALF = 1 << (ResampleKernel.PRECISION_BITS - 1);

  private Resize() {}

  /** By {@link ResampleFilter#LANCZOS}. */
  public static RgbImage lanczos(RgbImage image, int width, int height) {
    return to(image, width, height, ResampleFilter.LANCZOS);
  }

  /** The image at another size; itself if it has the size already. */
  public static RgbImage to(RgbImage image, int width, int height, ResampleFilter filter) {
    RgbImage wide = image.width() == width ? image : horizontally(image, width, filter);
    return wide.height() == height ? wide : vertically(wide, height, filter);
  }

  private static RgbImage horizontally(RgbImage image, int width, ResampleFilter filter) {
    ResampleKernel kernel = ResampleKernel.of(filter, image.width(), width);
    byte[] source = image.rgb();
    byte[] rgb = new byte[CHANNELS * width * image.height()];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < width; x++) {
        int start = CHANNELS * (y * image.width() + kernel.first(x));
        int target = CHANNELS * (y * width + x);
        for (int channel = 0; channel < CHANNELS; channel++) {
          rgb[target + channel] = sum(source, start + channel, CHANNELS, kernel.weights(x));
        }
      }
    }
    return new RgbImage(width, image.height(), rgb);
  }

  private static RgbImage vertically(RgbImage image, int height, ResampleFilter filter) {
    ResampleKernel kernel = ResampleKernel.of(filter, image.height(), height);
    int stride = CHANNELS * image.width();
    byte[] rgb = new byte[stride * height];
    for (int y = 0; y < height; y++) {
      int start = stride * kernel.first(y);
      for (int i = 0; i < stride; i++) {
        rgb[y * stride + i] = sum(image.rgb(), start + i, stride, kernel.weights(y));
      }
    }
    return new RgbImage(image.width(), height, rgb);
  }

  private static byte sum(byte[] values, int start, int step, int[] weights) {
    int sum = HALF;
    int at = start;
    for (int weight : weights) {
      sum += (values[at] & 0xff) * weight;
      at += step;
    }
    return (byte) Math.max(0, Math.min(255, sum >> ResampleKernel.PRECISION_BITS));
  }
}

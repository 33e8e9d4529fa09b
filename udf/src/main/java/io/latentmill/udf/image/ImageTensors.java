package io.latentmill.udf.image;

/**
 * Images as the networks take them, with the numbers of diffusers' VaeImageProcessor. A mask goes
 * the reference's way: the RGB image is resized by Lanczos, then converted to gray, then cut.
 */
public final class ImageTensors {
  private ImageTensors() {}

  /** What a VAE encodes: [3, height, width] in -1..1. */
  public static float[] signed(RgbImage image) {
    float[] values = unit(image);
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * values[i] - 1;
    }
    return values;
  }

  /** What a ControlNet sees: [3, height, width] in 0..1. */
  public static float[] unit(RgbImage image) {
    int pixels = image.width() * image.height();
    float[] values = new float[RgbImage.CHANNELS * pixels];
    for (int i = 0; i < values.length; i++) {
      values[i % RgbImage.CHANNELS * pixels + i / RgbImage.CHANNELS] =
          (image.rgb()[i] & 0xff) / 255f;
    }
    return values;
  }

  /** What a network sees of a gray hint: [1, height, width] in 0..1. */
  public static float[] unit(GrayImage image) {
    float[] values = new float[image.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (image.values()[i] & 0xff) / 255f;
    }
    return values;
  }

  /** A mask: [1, height, width], 1 where the image is to be painted anew (gray of 128 and more). */
  public static float[] mask(GrayImage image) {
    float[] values = new float[image.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (image.values()[i] & 0xff) / 255f < 0.5f ? 0 : 1;
    }
    return values;
  }

  /**
   * A mask at the latents' size: every {@code factor}-th value of every {@code factor}-th row, as
   * torch's nearest interpolation takes them.
   *
   * @param mask [1, height, width]
   * @return [1, height / factor, width / factor]
   */
  public static float[] latentMask(float[] mask, int width, int height, int factor) {
    int columns = width / factor;
    float[] values = new float[height / factor * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = mask[i / columns * factor * width + i % columns * factor];
    }
    return values;
  }
}

package io.latentmill.udf.request;

/**
 * The size of an image in pixels.
 *
 * @param width a positive multiple of 8
 * @param height a positive multiple of 8
 */
public record ImageSize(int width, int height) {
  /** Pixels to one latent in each direction: the VAE of every Stable Diffusion family. */
  public static final int MULTIPLE = 8;

  public ImageSize {
    check("width", width);
    check("height", height);
  }

  private static void check(String name, int pixels) {
    if (pixels <= 0 || pixels % MULTIPLE != 0) {
      throw LatentmillException.user(
          "%s %d is not a positive multiple of %d", name, pixels, MULTIPLE);
    }
  }

  /** The number of pixels. */
  public long pixels() {
    return (long) width * height;
  }

  /** Latents across. */
  public int latentWidth() {
    return width / MULTIPLE;
  }

  /** Latents down. */
  public int latentHeight() {
    return height / MULTIPLE;
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}

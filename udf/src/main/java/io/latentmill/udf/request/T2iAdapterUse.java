package io.latentmill.udf.request;

/**
 * A T2I-Adapter a row asks for.
 *
 * @param path a folder or a safetensors file on any Hadoop FileSystem
 * @param image the hint, resized to the image's size
 * @param scale factor of its features
 * @param factor share of the steps, from the first, in which it acts
 */
public record T2iAdapterUse(String path, ImageSource image, double scale, double factor) {
  public T2iAdapterUse {
    if (!Double.isFinite(scale)) {
      throw LatentmillException.user("t2i_adapters: scale %s is not finite", scale);
    }
    if (!(factor >= 0 && factor <= 1)) {
      throw LatentmillException.user("t2i_adapters: factor %s is not in 0..1", factor);
    }
  }
}

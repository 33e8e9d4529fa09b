package io.latentmill.udf.request;

/**
 * An IP-Adapter a row asks for.
 *
 * @param path a safetensors file, or a folder with one, on any Hadoop FileSystem
 * @param image that prompts beside the text
 * @param scale weight of the image; 0: none
 */
public record IpAdapterUse(String path, ImageSource image, double scale) {
  public IpAdapterUse {
    if (!Double.isFinite(scale)) {
      throw LatentmillException.user("ip_adapters: scale %s is not finite", scale);
    }
  }
}

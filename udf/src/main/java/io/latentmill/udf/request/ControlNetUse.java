package io.latentmill.udf.request;

/**
 * A ControlNet a row asks for.
 *
 * @param model a ControlNet folder on any Hadoop FileSystem
 * @param image the hint, resized to the image's size
 * @param scale factor of its residuals
 * @param start share of the steps, 0..1, before which it is silent
 * @param end share of the steps, 0..1, after which it is silent
 */
public record ControlNetUse(
    String model, ImageSource image, double scale, double start, double end) {
  public ControlNetUse {
    if (!(start >= 0 && start < end && end <= 1)) {
      throw LatentmillException.user(
          "controlnets: start %s and end %s are not 0 <= start < end <= 1", start, end);
    }
  }
}

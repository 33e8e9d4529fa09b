package io.latentmill.udf.request;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A ControlNet a row asks for.
 *
 * @param model a ControlNet folder on any Hadoop FileSystem
 * @param image the hint, resized to the image's size
 * @param scale factor of its residuals
 * @param start share of the steps, 0..1, before which it is silent
 * @param end share of the steps, 0..1, after which it is silent
 * @param guesses whether the negative prompt goes without it, and it acts the less the shallower
 * @param kind of the hint, which a union is told; of others empty
 * @param mask white where the hint is unknown, of ControlNets for inpainting
 */
public record ControlNetUse(
    String model,
    ImageSource image,
    double scale,
    double start,
    double end,
    boolean guesses,
    OptionalInt kind,
    Optional<ImageSource> mask) {
  public ControlNetUse {
    if (!(start >= 0 && start < end && end <= 1)) {
      throw LatentmillException.user(
          "controlnets: start %s and end %s are not 0 <= start < end <= 1", start, end);
    }
    if (kind.isPresent() && kind.getAsInt() < 0) {
      throw LatentmillException.user("controlnets: control_type %d is negative", kind.getAsInt());
    }
  }

  /** One that does not guess, is no union and knows its whole hint. */
  public ControlNetUse(String model, ImageSource image, double scale, double start, double end) {
    this(model, image, scale, start, end, false, OptionalInt.empty(), Optional.empty());
  }
}

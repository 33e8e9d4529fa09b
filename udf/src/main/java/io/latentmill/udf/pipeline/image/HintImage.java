package io.latentmill.udf.pipeline.image;

import io.latentmill.udf.image.GrayImage;
import io.latentmill.udf.image.ImageTensors;
import io.latentmill.udf.image.RgbImage;
import java.util.Optional;

/**
 * What a ControlNet is shown.
 *
 * @param mask white where the image is not known; of the image's size
 */
public record HintImage(RgbImage image, Optional<RgbImage> mask) {
  /** What stands for a pixel that is not known, as ControlNets for inpainting were trained. */
  private static final float UNKNOWN = -1;

  /** The network's input: [3, height, width] in 0..1, or -1. */
  public float[] values() {
    float[] values = ImageTensors.unit(image);
    mask.ifPresent(
        own -> {
          float[] unknown = ImageTensors.mask(GrayImage.of(own));
          for (int i = 0; i < values.length; i++) {
            values[i] = unknown[i % unknown.length] > 0 ? UNKNOWN : values[i];
          }
        });
    return values;
  }
}

package io.latentmill.job.plan;

import io.latentmill.udf.request.ImageSource;
import java.io.Serializable;

/** Tells how large an input image is, from its header alone. */
interface ImageSizes extends Serializable {
  /** Pixels of an image as it is stored, of any size. */
  record Pixels(int width, int height) {}

  /**
   * The size of an image.
   *
   * @throws io.latentmill.udf.request.LatentmillException (user) if it cannot be read, naming it
   */
  Pixels of(ImageSource image);
}

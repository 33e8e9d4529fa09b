package io.latentmill.udf.sql.row;

import io.latentmill.udf.request.ImageSource;
import java.io.Serializable;

/** Tells how large an input image is, from its header alone. */
public interface ImageSizes extends Serializable {
  /** Pixels of an image once it is turned upright, of any size. */
  record Pixels(int width, int height) {}

  /**
   * The size of an image.
   *
   * @param column that names it, for messages
   * @throws io.latentmill.udf.request.LatentmillException (user) if it cannot be read, naming it
   */
  Pixels of(String column, ImageSource image);
}

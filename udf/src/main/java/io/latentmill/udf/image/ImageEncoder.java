package io.latentmill.udf.image;

import java.util.Optional;

/** Writes images of one format. Encoders have no state: any thread may use them. */
public sealed interface ImageEncoder permits PngEncoder {
  /** What {@link #encode} writes. */
  ImageFormat format();

  /**
   * The image as a file.
   *
   * @param parameters the A1111 text, written where the format has a place for it
   * @return the whole file; the same arguments give the same bytes
   */
  byte[] encode(RgbImage image, Optional<String> parameters);

  /** An encoder of PNG. */
  static ImageEncoder png() {
    return new PngEncoder();
  }
}

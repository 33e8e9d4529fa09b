package io.latentmill.udf.image;

import io.latentmill.udf.request.LatentmillException;
import java.util.Optional;

/** Writes images of one format. Encoders have no state: any thread may use them. */
public sealed interface ImageEncoder permits PngEncoder, JpegEncoder, WebpEncoder {
  /** The quality of lossy formats unless told otherwise. */
  int DEFAULT_QUALITY = 90;

  /** What {@link #encode} writes. */
  ImageFormat format();

  /**
   * The image as a file.
   *
   * @param parameters the text of {@link GenerationParameters}, kept where A1111 keeps it: in PNG's
   *     text chunk {@code parameters}, else in Exif's UserComment
   * @param marking says that the image is synthetic
   * @return the whole file; the same arguments give the same bytes
   */
  byte[] encode(RgbImage image, Optional<String> parameters, Marking marking);

  /** The image as a file that does not say where it comes from. */
  default byte[] encode(RgbImage image, Optional<String> parameters) {
    return encode(image, parameters, Marking.NONE);
  }

  /**
   * An encoder of a format.
   *
   * @param quality of lossy formats, 1 to 100; PNG ignores it
   * @throws LatentmillException (user) if the quality is out of range
   */
  static ImageEncoder of(ImageFormat format, int quality) {
    if (quality < 1 || quality > 100) {
      throw LatentmillException.user("image quality %d is not in 1..100", quality);
    }
    return switch (format) {
      case PNG -> new PngEncoder();
      case JPEG -> new JpegEncoder(quality);
      case WEBP -> new WebpEncoder(quality);
    };
  }

  /** An encoder of PNG. */
  static ImageEncoder png() {
    return new PngEncoder();
  }
}

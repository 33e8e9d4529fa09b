package io.latentmill.job.report;

import io.latentmill.udf.image.ImageDecoder;
import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.image.Resize;
import io.latentmill.udf.image.RgbImage;
import java.util.Base64;
import java.util.Optional;

/** A small copy of an image, inside the page. */
final class Thumbnail {
  private static final int LONG_EDGE = 384;
  private static final int SMALL_FILE = 24 * 1024;
  private static final int QUALITY = 82;
  private static final long MAX_PIXELS = 1L << 28;

  private Thumbnail() {}

  /** A data URI: the file itself if it is small, else a JPEG of at most 384 pixels a side. */
  static String dataUri(String name, byte[] file, ImageFormat format) {
    if (file.length <= SMALL_FILE) {
      return uri(format, file);
    }
    RgbImage image = ImageDecoder.decode(name, file, MAX_PIXELS);
    double scale = Math.min(1, (double) LONG_EDGE / Math.max(image.width(), image.height()));
    int width = Math.max(1, (int) Math.round(image.width() * scale));
    int height = Math.max(1, (int) Math.round(image.height() * scale));
    RgbImage small = Resize.lanczos(image, width, height);
    ImageEncoder jpeg = ImageEncoder.of(ImageFormat.JPEG, QUALITY);
    return uri(ImageFormat.JPEG, jpeg.encode(small, Optional.empty()));
  }

  private static String uri(ImageFormat format, byte[] file) {
    return "data:" + format.mediaType() + ";base64," + Base64.getEncoder().encodeToString(file);
  }
}

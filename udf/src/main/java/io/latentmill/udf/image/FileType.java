package io.latentmill.udf.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * The kinds of image files that are read, told by their first bytes: no other decoder of the
 * platform ever sees bytes from outside.
 */
enum FileType {
  PNG("PNG", 0, "\u0089PNG\r\n\u001a\n"),
  JPEG("JPEG", 0, "\u00ff\u00d8\u00ff"),
  GIF("GIF", 0, "GIF8"),
  BMP("BMP", 0, "BM"),
  WEBP("WebP", 8, "WEBP");

  private final String label;
  private final int offset;
  private final byte[] magic;

  FileType(String label, int offset, String magic) {
    this.label = label;
    this.offset = offset;
    this.magic = magic.getBytes(StandardCharsets.ISO_8859_1);
  }

  static Optional<FileType> of(byte[] file) {
    return Arrays.stream(values()).filter(type -> type.matches(file)).findFirst();
  }

  private boolean matches(byte[] file) {
    int end = offset + magic.length;
    return file.length >= end && Arrays.equals(file, offset, end, magic, 0, magic.length);
  }

  /** The name in messages. */
  String label() {
    return label;
  }

  /** A new reader, which the caller disposes of. */
  ImageReader reader() {
    if (this == WEBP) {
      // Not by the registry, which knows only plugins of the class loader that asked it first.
      return new WebPImageReaderSpi().createReaderInstance(null);
    }
    return ImageIO.getImageReadersByFormatName(label).next();
  }
}

package io.latentmill.udf.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;

/**
 * Baseline JPEG with colours at half resolution, by javax.imageio. A text too long for one segment
 * (32 thousand characters) is left out of the file.
 *
 * @param quality 1 to 100
 */
record JpegEncoder(int quality) implements ImageEncoder {
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] XMP =
      "http://ns.adobe.com/xap/1.0/\0".getBytes(StandardCharsets.US_ASCII);
  private static final short APP1 = (short) 0xffe1;
  private static final int MAX_SEGMENT = 0xffff;

  @Override
  public ImageFormat format() {
    return ImageFormat.JPEG;
  }

  @Override
  public byte[] encode(RgbImage image, Optional<String> parameters, Marking marking) {
    byte[] jpeg =
        ImageIoWriting.write(
            ImageIO.getImageWritersByFormatName("jpeg").next(), this::settings, image);
    byte[] marked = marking.xmp().map(xmp -> insert(XMP, xmp, jpeg)).orElse(jpeg);
    return parameters.map(text -> insert(EXIF, ExifComment.of(text), marked)).orElse(marked);
  }

  private ImageWriteParam settings(ImageWriteParam defaults) {
    defaults.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    defaults.setCompressionQuality(quality / 100f);
    return defaults;
  }

  /** Puts a segment behind the JFIF header, which must stay the first. */
  private static byte[] insert(byte[] prefix, byte[] content, byte[] jpeg) {
    int length = 2 + prefix.length + content.length;
    if (length > MAX_SEGMENT) {
      return jpeg;
    }
    int jfif = 4 + Short.toUnsignedInt(ByteBuffer.wrap(jpeg).getShort(4));
    return ByteBuffer.allocate(jpeg.length + 2 + length)
        .put(jpeg, 0, jfif)
        .putShort(APP1)
        .putShort((short) length)
        .put(prefix)
        .put(content)
        .put(jpeg, jfif, jpeg.length - jfif)
        .array();
  }
}

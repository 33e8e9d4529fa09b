package io.latentmill.udf.image;

import com.luciad.imageio.webp.CompressionType;
import com.luciad.imageio.webp.WebPImageWriterSpi;
import com.luciad.imageio.webp.WebPWriteParam;
import io.latentmill.udf.request.LatentmillException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.imageio.ImageWriteParam;

/**
 * Lossy WebP by libwebp, whose native code the webp-imageio jar carries for Linux, macOS and
 * Windows. WebP knows no image wider or higher than 16383 pixels.
 *
 * @param quality 1 to 100
 */
record WebpEncoder(int quality) implements ImageEncoder {
  private static final int MAX_SIDE = 16383;
  private static final int RIFF_HEADER = 12;
  private static final int EXIF_FLAG = 8;

  @Override
  public ImageFormat format() {
    return ImageFormat.WEBP;
  }

  @Override
  public byte[] encode(RgbImage image, Optional<String> parameters) {
    if (image.width() > MAX_SIDE || image.height() > MAX_SIDE) {
      throw LatentmillException.user(
          "WebP has no images of %dx%d pixels", image.width(), image.height());
    }
    byte[] webp =
        ImageIoWriting.write(
            new WebPImageWriterSpi().createWriterInstance(null), this::settings, image);
    return parameters.map(text -> extend(image, webp, ExifComment.of(text))).orElse(webp);
  }

  private ImageWriteParam settings(ImageWriteParam defaults) {
    WebPWriteParam settings = (WebPWriteParam) defaults;
    settings.setCompressionType(CompressionType.Lossy);
    settings.setCompressionQuality(quality / 100f);
    return settings;
  }

  /** The extended file format: a chunk that says what follows, the image's chunk, Exif. */
  private static byte[] extend(RgbImage image, byte[] webp, byte[] exif) {
    ByteBuffer header = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    header.put((byte) EXIF_FLAG).position(4);
    putInt24(header, image.width() - 1);
    putInt24(header, image.height() - 1);
    int size = webp.length + 8 + header.capacity() + 8 + exif.length + exif.length % 2;
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    file.put(webp, 0, RIFF_HEADER).putInt(4, size - 8);
    putChunk(file, "VP8X", header.array());
    file.put(webp, RIFF_HEADER, webp.length - RIFF_HEADER);
    putChunk(file, "EXIF", exif);
    return file.array();
  }

  private static void putInt24(ByteBuffer buffer, int value) {
    buffer.putShort((short) value).put((byte) (value >> 16));
  }

  /** A padding byte follows data of odd length; the array is zero there already. */
  private static void putChunk(ByteBuffer file, String name, byte[] data) {
    file.put(name.getBytes(StandardCharsets.US_ASCII)).putInt(data.length).put(data);
    file.position(file.position() + data.length % 2);
  }
}

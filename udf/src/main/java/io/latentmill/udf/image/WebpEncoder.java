package io.latentmill.udf.image;

import com.luciad.imageio.webp.CompressionType;
import com.luciad.imageio.webp.WebPImageWriterSpi;
import com.luciad.imageio.webp.WebPWriteParam;
import io.latentmill.udf.request.LatentmillException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
  private static final int XMP_FLAG = 4;

  /** What follows the image; the flag announces it. */
  private record Chunk(String name, int flag, byte[] data) {
    int length() {
      return 8 + data.length + data.length % 2;
    }
  }

  @Override
  public ImageFormat format() {
    return ImageFormat.WEBP;
  }

  @Override
  public byte[] encode(RgbImage image, Optional<String> parameters, Marking marking) {
    if (image.width() > MAX_SIDE || image.height() > MAX_SIDE) {
      throw LatentmillException.user(
          "WebP has no images of %dx%d pixels", image.width(), image.height());
    }
    byte[] webp =
        ImageIoWriting.write(
            new WebPImageWriterSpi().createWriterInstance(null), this::settings, image);
    List<Chunk> chunks = new ArrayList<>();
    parameters.ifPresent(text -> chunks.add(new Chunk("EXIF", EXIF_FLAG, ExifComment.of(text))));
    marking.xmp().ifPresent(xmp -> chunks.add(new Chunk("XMP ", XMP_FLAG, xmp)));
    return chunks.isEmpty() ? webp : extend(image, webp, chunks);
  }

  private ImageWriteParam settings(ImageWriteParam defaults) {
    WebPWriteParam settings = (WebPWriteParam) defaults;
    settings.setCompressionType(CompressionType.Lossy);
    settings.setCompressionQuality(quality / 100f);
    return settings;
  }

  /** The extended file format: a chunk that says what follows, the image's chunk, the others. */
  private static byte[] extend(RgbImage image, byte[] webp, List<Chunk> chunks) {
    ByteBuffer header = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    header.put((byte) chunks.stream().mapToInt(Chunk::flag).sum()).position(4);
    putInt24(header, image.width() - 1);
    putInt24(header, image.height() - 1);
    int others = chunks.stream().mapToInt(Chunk::length).sum();
    int size = webp.length + 8 + header.capacity() + others;
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    file.put(webp, 0, RIFF_HEADER).putInt(4, size - 8);
    putChunk(file, "VP8X", header.array());
    file.put(webp, RIFF_HEADER, webp.length - RIFF_HEADER);
    chunks.forEach(chunk -> putChunk(file, chunk.name(), chunk.data()));
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

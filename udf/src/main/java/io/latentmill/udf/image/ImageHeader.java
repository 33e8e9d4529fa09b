package io.latentmill.udf.image;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The size that {@link ImageDecoder} gives an image, from the start of its file alone.
 *
 * @param width in pixels, once turned upright
 * @param height in pixels, once turned upright
 */
public record ImageHeader(int width, int height) {
  /**
   * Reads a header.
   *
   * @param subject what the file is, for messages
   * @param head the start of the file, or all of it; not changed
   * @throws LatentmillException (user) if it is no image, or the size is not within {@code head}
   */
  public static ImageHeader read(String subject, byte[] head) {
    FileType type = FileType.of(head).orElseThrow(() -> ImageDecoder.unknown(subject));
    try {
      ImageHeader stored = type == FileType.GIF ? screen(head) : read(type, head);
      boolean exchanged = Orientation.of(type, head).number() >= 5;
      return exchanged ? new ImageHeader(stored.height, stored.width) : stored;
    } catch (IOException | RuntimeException e) {
      // Decoders answer broken files with any kind of exception.
      throw new LatentmillException(
          FailureKind.USER,
          "%s: broken %s: %s".formatted(subject, type.label(), e.getMessage()),
          e);
    }
  }

  private static ImageHeader read(FileType type, byte[] head) throws IOException {
    ImageReader reader = type.reader();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(head))) {
      reader.setInput(in, true, true);
      return new ImageHeader(reader.getWidth(0), reader.getHeight(0));
    } finally {
      reader.dispose();
    }
  }

  /** A GIF's first frame may cover a part of its screen; the decoder gives the whole. */
  private static ImageHeader screen(byte[] head) {
    return new ImageHeader(GifCanvas.littleEndian(head, 6), GifCanvas.littleEndian(head, 8));
  }
}

package io.latentmill.udf.image;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads image files that nobody vouches for, as diffusers' {@code load_image} does with Pillow: the
 * first frame, turned by its Exif orientation, converted to RGB, from CMYK too. Alpha is dropped,
 * not blended; colour profiles are ignored. Of 16-bit samples the upper byte is taken (Pillow does
 * so with colours, but clips 16-bit gray to white).
 */
public final class ImageDecoder {
  private ImageDecoder() {}

  /**
   * Decodes a whole file.
   *
   * @param subject what the file is, for messages: {@code init_image s3a://bucket/a.png}
   * @param file not changed
   * @param maxPixels the largest width times height; checked before any pixel is read
   * @throws LatentmillException (user) if it is no image, is broken or is too large
   */
  public static RgbImage decode(String subject, byte[] file, long maxPixels) {
    FileType type = FileType.of(file).orElseThrow(() -> unknown(subject));
    try {
      return Orientation.of(type, file).apply(read(subject, type, file, maxPixels));
    } catch (LatentmillException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decoders answer broken files with any kind of exception.
      throw new LatentmillException(
          FailureKind.USER,
          "%s: broken %s: %s".formatted(subject, type.label(), e.getMessage()),
          e);
    }
  }

  private static RgbImage read(String subject, FileType type, byte[] file, long maxPixels)
      throws IOException {
    ImageReader reader = type.reader();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      // Of metadata only a GIF's is wanted: where the first frame lies.
      reader.setInput(in, true, type != FileType.GIF);
      checkSize(subject, reader.getWidth(0), reader.getHeight(0), maxPixels);
      if (type == FileType.GIF) {
        GifCanvas canvas = GifCanvas.of(file, reader);
        checkSize(subject, canvas.width(), canvas.height(), maxPixels);
        return canvas.place(reader.read(0));
      }
      return Rasters.toRgb(reader.read(0));
    } finally {
      reader.dispose();
    }
  }

  private static void checkSize(String subject, int width, int height, long maxPixels) {
    if ((long) width * height > maxPixels) {
      throw LatentmillException.user(
          "%s: %dx%d pixels are more than %d", subject, width, height, maxPixels);
    }
  }

  static LatentmillException unknown(String subject) {
    String known =
        Arrays.stream(FileType.values()).map(FileType::label).collect(Collectors.joining(", "));
    return LatentmillException.user("%s: not an image; known are %s", subject, known);
  }
}

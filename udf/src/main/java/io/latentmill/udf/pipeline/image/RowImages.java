package io.latentmill.udf.pipeline.image;

import io.latentmill.udf.image.ImageDecoder;
import io.latentmill.udf.image.Resize;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.pipeline.failure.OneLine;
import io.latentmill.udf.request.ControlNetUse;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.request.ImageSource;
import io.latentmill.udf.request.LatentmillException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The images a row brings, at the row's size.
 *
 * @param hints one for each ControlNet
 */
public record RowImages(Optional<RgbImage> init, Optional<RgbImage> mask, List<RgbImage> hints) {
  private static final long MAX_PIXELS = 1L << 26;
  private static final long MAX_BYTES = 1L << 28;

  /**
   * Reads them.
   *
   * @throws LatentmillException (user) naming column and path of what is missing or no image,
   *     (resource) of what could not be read
   */
  public static RowImages read(GenerationRequest request, Configuration configuration) {
    return new RowImages(
        request
            .conditioning()
            .initImage()
            .map(source -> image("init_image", source, request.size(), configuration)),
        request
            .conditioning()
            .maskImage()
            .map(source -> image("mask_image", source, request.size(), configuration)),
        request.controlnets().stream()
            .map(ControlNetUse::image)
            .map(source -> image("controlnets.image", source, request.size(), configuration))
            .toList());
  }

  private static RgbImage image(
      String column, ImageSource source, ImageSize size, Configuration configuration) {
    String subject = column;
    byte[] bytes;
    if (source instanceof ImageSource.Stored stored) {
      subject = column + " " + stored.path();
      bytes = bytes(subject, stored.path(), configuration);
    } else {
      bytes = ((ImageSource.Inline) source).bytes();
    }
    RgbImage image = ImageDecoder.decode(subject, bytes, MAX_PIXELS);
    return Resize.lanczos(image, size.width(), size.height());
  }

  private static byte[] bytes(String subject, String location, Configuration configuration) {
    try {
      Path path = new Path(location);
      FileSystem files = path.getFileSystem(configuration);
      long length = files.getFileStatus(path).getLen();
      if (length > MAX_BYTES) {
        throw LatentmillException.user("%s: %d bytes are more than %d", subject, length, MAX_BYTES);
      }
      try (FSDataInputStream in = files.open(path)) {
        return in.readAllBytes();
      }
    } catch (FileNotFoundException e) {
      throw new LatentmillException(FailureKind.USER, subject + ": no such file", e);
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.RESOURCE, subject + ": cannot be read: " + OneLine.of(e), e);
    } catch (IllegalArgumentException e) {
      throw new LatentmillException(
          FailureKind.USER, subject + ": no path of a file: " + OneLine.of(e), e);
    }
  }
}

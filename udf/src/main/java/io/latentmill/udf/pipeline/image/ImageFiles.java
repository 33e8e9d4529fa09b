package io.latentmill.udf.pipeline.image;

import io.latentmill.udf.image.ImageDecoder;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.pipeline.failure.OneLine;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.ImageSource;
import io.latentmill.udf.request.LatentmillException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Images that a table's rows bring or name. */
public final class ImageFiles {
  private static final long MAX_PIXELS = 1L << 26;
  private static final long MAX_BYTES = 1L << 28;

  private ImageFiles() {}

  /**
   * Reads an image at its own size.
   *
   * @param column for messages
   * @throws LatentmillException (user) naming column and path of what is missing or no image,
   *     (resource) of what could not be read
   */
  public static RgbImage read(String column, ImageSource source, Configuration configuration) {
    if (source instanceof ImageSource.Stored stored) {
      String subject = column + " " + stored.path();
      return ImageDecoder.decode(subject, bytes(subject, stored.path(), configuration), MAX_PIXELS);
    }
    return ImageDecoder.decode(column, ((ImageSource.Inline) source).bytes(), MAX_PIXELS);
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

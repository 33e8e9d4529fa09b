package io.latentmill.job.train;

import io.latentmill.job.train.ExampleRow.StoredImage;
import io.latentmill.udf.image.ImageDecoder;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** The images of examples; what is wrong with one names it. */
final class ExampleImages {
  private static final long MAX_PIXELS = 1L << 26;

  private ExampleImages() {}

  /** Its file's bytes. */
  static byte[] bytes(StoredImage image, Configuration configuration) {
    if (image.path() == null) {
      return image.bytes();
    }
    Path path = new Path(image.path());
    try (FSDataInputStream in = path.getFileSystem(configuration).open(path)) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      throw new LatentmillException(FailureKind.USER, subject(image) + ": no such file", e);
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.RESOURCE, subject(image) + ": cannot be read: " + e.getMessage(), e);
    }
  }

  static RgbImage decoded(StoredImage image, byte[] bytes) {
    return ImageDecoder.decode(subject(image), bytes, MAX_PIXELS);
  }

  private static String subject(StoredImage image) {
    return image.path() == null ? "image" : "image " + image.path();
  }
}

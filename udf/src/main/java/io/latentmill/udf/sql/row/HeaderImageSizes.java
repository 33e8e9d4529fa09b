package io.latentmill.udf.sql.row;

import io.latentmill.udf.image.ImageHeader;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.ImageSource;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads the start of images on any Hadoop FileSystem: 64 KiB, where nearly every size is, and only
 * if that does not do 8 MiB, since a camera's metadata may come first. Thread-safe.
 */
public final class HeaderImageSizes implements ImageSizes {
  private static final long serialVersionUID = 1L;
  private static final int USUAL_HEADER_BYTES = 64 << 10;
  private static final int MOST_HEADER_BYTES = 8 << 20;

  private final SerializableConfiguration configuration;

  /** Through Hadoop's file systems. */
  public HeaderImageSizes(Configuration configuration) {
    this.configuration = new SerializableConfiguration(configuration);
  }

  @Override
  public Pixels of(String column, ImageSource image) {
    ImageHeader header =
        image instanceof ImageSource.Inline inline
            ? ImageHeader.read(column, inline.bytes())
            : stored(column, ((ImageSource.Stored) image).path());
    return new Pixels(header.width(), header.height());
  }

  private ImageHeader stored(String column, String path) {
    String subject = column + " " + path;
    byte[] head = head(subject, path, USUAL_HEADER_BYTES);
    try {
      return ImageHeader.read(subject, head);
    } catch (LatentmillException e) {
      if (head.length < USUAL_HEADER_BYTES) {
        throw e;
      }
      return ImageHeader.read(subject, head(subject, path, MOST_HEADER_BYTES));
    }
  }

  private byte[] head(String subject, String path, int bytes) {
    try {
      Path file = new Path(path);
      try (InputStream in = file.getFileSystem(configuration.value()).open(file)) {
        return in.readNBytes(bytes);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new LatentmillException(
          FailureKind.USER, "Cannot read %s: %s".formatted(subject, e.getMessage()), e);
    }
  }
}

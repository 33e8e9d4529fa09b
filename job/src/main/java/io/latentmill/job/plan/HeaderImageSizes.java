package io.latentmill.job.plan;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.ImageSource;
import io.latentmill.udf.request.LatentmillException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads headers with the formats that Java knows (PNG, JPEG, GIF, BMP, TIFF), from any Hadoop
 * FileSystem. Reads at most 8 MiB of an image, whatever its header claims: metadata may come before
 * the size. Thread-safe.
 */
final class HeaderImageSizes implements ImageSizes {
  private static final long serialVersionUID = 1L;
  private static final long MOST_HEADER_BYTES = 8L << 20;

  private final SerializableConfiguration configuration;

  HeaderImageSizes(Configuration configuration) {
    this.configuration = new SerializableConfiguration(configuration);
  }

  @Override
  public Pixels of(ImageSource image) {
    String name = image instanceof ImageSource.Stored stored ? stored.path() : image.toString();
    try (InputStream bytes = new BoundedStream(open(image), MOST_HEADER_BYTES);
        ImageInputStream stream = new MemoryCacheImageInputStream(bytes)) {
      return read(name, stream);
    } catch (IOException | IllegalArgumentException e) {
      throw new LatentmillException(
          FailureKind.USER,
          "Cannot read the size of image %s: %s".formatted(name, e.getMessage()),
          e);
    }
  }

  private InputStream open(ImageSource image) throws IOException {
    if (image instanceof ImageSource.Inline inline) {
      return new ByteArrayInputStream(inline.bytes());
    }
    Path path = new Path(((ImageSource.Stored) image).path());
    return path.getFileSystem(configuration.value()).open(path);
  }

  private static Pixels read(String name, ImageInputStream stream) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
    if (!readers.hasNext()) {
      throw LatentmillException.user(
          "Cannot read the size of image %s: not a PNG, JPEG, GIF, BMP or TIFF file", name);
    }
    ImageReader reader = readers.next();
    try {
      reader.setInput(stream, true, true);
      return new Pixels(reader.getWidth(0), reader.getHeight(0));
    } finally {
      reader.dispose();
    }
  }
}

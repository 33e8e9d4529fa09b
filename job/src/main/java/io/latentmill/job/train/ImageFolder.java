package io.latentmill.job.train;

import io.latentmill.job.train.ExampleRow.StoredImage;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder of images, as people lay out such data sets.
 *
 * @param metadata a table of file names and captions in the folder, as Hugging Face's imagefolder
 *     has it
 * @param images without such a table, the images; empty: this is no folder of images
 */
record ImageFolder(Optional<Path> metadata, Optional<List<Path>> images) {
  private static final List<String> METADATA =
      List.of("metadata.csv", "metadata.jsonl", "metadata.parquet");

  private static final String IMAGE = ".*\\.(png|jpe?g|webp|gif|bmp)";

  /**
   * Looks into a folder.
   *
   * @throws LatentmillException (user) if there is nothing at the path
   */
  static ImageFolder look(String location, Configuration configuration) {
    try {
      Path path = new Path(location);
      FileSystem files = path.getFileSystem(configuration);
      if (!files.exists(path)) {
        throw LatentmillException.user("Cannot read examples %s: no such file or folder", location);
      }
      if (!files.getFileStatus(path).isDirectory()) {
        return new ImageFolder(Optional.empty(), Optional.empty());
      }
      List<Path> images = new ArrayList<>();
      for (FileStatus file : files.listStatus(path)) {
        String name = file.getPath().getName();
        if (METADATA.contains(name)) {
          return new ImageFolder(Optional.of(file.getPath()), Optional.empty());
        }
        if (name.toLowerCase(Locale.ROOT).matches(IMAGE)) {
          images.add(file.getPath());
        }
      }
      images.sort(null);
      return new ImageFolder(
          Optional.empty(), images.isEmpty() ? Optional.empty() : Optional.of(images));
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.RESOURCE,
          "Cannot read examples %s: %s".formatted(location, e.getMessage()),
          e);
    }
  }

  /** The images with the texts of the same names beside them. */
  List<ExampleRow> captioned(Configuration configuration) {
    return images.orElseThrow().stream()
        .map(
            image ->
                new ExampleRow(
                    image.getName(),
                    ExampleTable.ONLY,
                    new StoredImage(image.toString(), null),
                    caption(image, configuration),
                    null,
                    1,
                    null,
                    null,
                    null))
        .toList();
  }

  private static String caption(Path image, Configuration configuration) {
    String name = image.getName();
    Path text = new Path(image.getParent(), name.substring(0, name.lastIndexOf('.')) + ".txt");
    try (FSDataInputStream in = text.getFileSystem(configuration).open(text)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.USER,
          "Cannot read examples: %s has no caption: %s".formatted(image, e.getMessage()),
          e);
    }
  }
}

package io.latentmill.udf.image;

import io.latentmill.udf.request.LatentmillException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The file formats images are written in. */
public enum ImageFormat {
  PNG("png", "png"),
  JPEG("jpeg", "jpg"),
  WEBP("webp", "webp");

  private final String label;
  private final String extension;

  ImageFormat(String label, String extension) {
    this.label = label;
    this.extension = extension;
  }

  /** The name in options and metadata. */
  public String label() {
    return label;
  }

  /** The file name's ending, without the dot. */
  public String extension() {
    return extension;
  }

  /** The MIME type. */
  public String mediaType() {
    return "image/" + label;
  }

  /**
   * The format of that name.
   *
   * @throws LatentmillException (user) naming the value and all formats
   */
  public static ImageFormat ofLabel(String label) {
    return Arrays.stream(values())
        .filter(format -> format.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                LatentmillException.user(
                    "unknown image format \"%s\"; known are %s",
                    label,
                    Arrays.stream(values())
                        .map(ImageFormat::label)
                        .collect(Collectors.joining(", "))));
  }
}

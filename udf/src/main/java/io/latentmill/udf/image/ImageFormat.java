package io.latentmill.udf.image;

import io.latentmill.udf.request.Labels;
import io.latentmill.udf.request.LatentmillException;

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
    return Labels.require("image format", values(), ImageFormat::label, label);
  }
}

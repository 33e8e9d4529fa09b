package io.latentmill.job.sink.metadata;

import java.io.Serializable;

/**
 * What is the same for all rows of a run.
 *
 * @param imageFormat {@code png}, {@code jpeg} or {@code webp}
 * @param latents whether latents are kept
 * @param model the model as the user named it
 * @param modelSha256 digest of the model's files
 */
public record MetadataOptions(String imageFormat, boolean latents, String model, String modelSha256)
    implements Serializable {

  /** The extension of image files, without a dot. */
  public String extension() {
    return imageFormat.equals("jpeg") ? "jpg" : imageFormat;
  }
}

package io.latentmill.job.sink.metadata;

import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * One row on its way to the sinks.
 *
 * @param key file name without extension
 * @param row its metadata, with the columns of {@link MetadataSchema#columns()}
 * @param image encoded; empty for a failed row; not copied
 * @param latents float16 little-endian, empty for a failed row or when latents are not kept
 */
public record Sample(String key, Row row, Optional<byte[]> image, Optional<Latents> latents) {
  /** Whether there is an image. */
  public boolean generated() {
    return image.isPresent();
  }

  /**
   * Latents as they are stored.
   *
   * @param bytes float16 little-endian
   * @param channels first of the shape [channels, height, width]
   * @param height in latent pixels
   * @param width in latent pixels
   */
  public record Latents(byte[] bytes, int channels, int height, int width) {}
}

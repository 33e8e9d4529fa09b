package io.latentmill.udf.request;

import java.util.Set;

/** What became of one request: an image, or the reason there is none. */
public sealed interface GenerationResult {
  /** The request's id. */
  String id();

  /**
   * An image.
   *
   * @param id the request's
   * @param size of the image
   * @param rgb [height, width, 3], row by row, 8 bits a channel; not copied
   * @param latents as the U-Net saw them last, still scaled
   * @param flags what a reader of the metadata should know
   */
  record Generated(String id, ImageSize size, byte[] rgb, Latents latents, Set<QualityFlag> flags)
      implements GenerationResult {
    public Generated {
      flags = Set.copyOf(flags);
    }
  }

  /**
   * No image.
   *
   * @param id the request's
   * @param kind who can do something about it
   * @param message one line that names the subject and the value
   */
  record Failed(String id, FailureKind kind, String message) implements GenerationResult {
    /** A failure as that of a request. */
    public static Failed of(GenerationRequest request, LatentmillException cause) {
      return new Failed(request.id(), cause.kind(), cause.getMessage());
    }
  }

  /**
   * Latents of one image.
   *
   * @param values [channels, height, width], float32; not copied
   * @param scalingFactor the VAE's: decoding divides by it
   */
  record Latents(float[] values, int channels, int height, int width, double scalingFactor) {}
}

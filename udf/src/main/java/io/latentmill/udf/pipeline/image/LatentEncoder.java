package io.latentmill.udf.pipeline.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.model.Autoencoder;
import io.latentmill.udf.request.ImageSize;
import java.util.List;

/**
 * Images to latents, one image at a time: encoding takes far more memory than denoising.
 *
 * @param autoencoder not owned
 */
public record LatentEncoder(Autoencoder autoencoder, ImageSize size) {
  /** The reference's bounds of the log variance. */
  private static final double MIN_LOG_VARIANCE = -30;

  private static final double MAX_LOG_VARIANCE = 20;

  /** Whether latents are drawn from a distribution, so that noise is needed. */
  public boolean hasDistribution() {
    return autoencoder.hasDistribution();
  }

  /**
   * Encodes a batch.
   *
   * @param images [3, H, W] each, in -1..1
   * @param noise for the posterior [B, 4, h, w]; null for an autoencoder without a distribution
   * @return latents, scaled, [B, 4, h, w]
   */
  public NDArray encode(NDManager scope, List<float[]> images, NDArray noise) {
    NDArray encoded = encoded(scope, images);
    NDArray latents = noise == null ? encoded : sample(encoded, noise);
    return autoencoder.scaled(latents);
  }

  /**
   * The middle of what images are encoded to, as the autoencoder has it.
   *
   * @param images [3, H, W] each, in -1..1
   * @return latents, not scaled, [B, 4, h, w]
   */
  public NDArray modes(NDManager scope, List<float[]> images) {
    NDArray encoded = encoded(scope, images);
    return hasDistribution() ? mean(encoded) : encoded;
  }

  private NDArray encoded(NDManager scope, List<float[]> images) {
    NDList rows = new NDList();
    for (float[] image : images) {
      NDArray pixels = scope.create(image, new Shape(1, 3, size.height(), size.width()));
      rows.add(new LargeImages(autoencoder).encode(scope, pixels, autoencoder.type()));
    }
    return NDArrays.concat(rows, 0);
  }

  private NDArray mean(NDArray moments) {
    return moments.get(new NDIndex().addAllDim().addSliceDim(0, autoencoder.latentChannels()));
  }

  private NDArray sample(NDArray moments, NDArray noise) {
    long channels = autoencoder.latentChannels();
    NDArray mean = mean(moments);
    NDArray logVariance =
        moments.get(new NDIndex().addAllDim().addSliceDim(channels, 2 * channels));
    NDArray deviation = logVariance.clip(MIN_LOG_VARIANCE, MAX_LOG_VARIANCE).mul(0.5).exp();
    return mean.add(deviation.mul(noise));
  }
}

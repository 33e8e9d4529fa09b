package io.latentmill.udf.training.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.image.ImageTensors;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.model.Autoencoder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Images to the mean and deviation of their latents, once for the whole training: each epoch draws
 * anew from them.
 */
record ImageEncoding(Autoencoder autoencoder, NDManager manager, int resolution) {
  /** The reference's bounds of the log variance. */
  private static final double MIN_LOG_VARIANCE = -30;

  private static final double MAX_LOG_VARIANCE = 20;

  EncodedExample encode(Example example, int caption, boolean flip) {
    RgbImage image = SquareCrop.of(example.image(), resolution);
    Optional<RgbImage> hint = example.hint().map(it -> SquareCrop.of(it, resolution));
    EncodedExample.View plain = view(image, hint);
    EncodedExample.View mirrored =
        flip ? view(SquareCrop.mirrored(image), hint.map(SquareCrop::mirrored)) : plain;
    return new EncodedExample(plain, mirrored, caption, example.weight());
  }

  private EncodedExample.View view(RgbImage image, Optional<RgbImage> hint) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray pixels =
          scope.create(ImageTensors.signed(image), new Shape(1, 3, resolution, resolution));
      float[] encoded = autoencoder.encode(scope, pixels, autoencoder.type()).toFloatArray();
      boolean drawn = autoencoder.hasDistribution();
      int count = drawn ? encoded.length / 2 : encoded.length;
      float[] mean = new float[count];
      for (int i = 0; i < count; i++) {
        mean[i] = (float) (encoded[i] * autoencoder.scalingFactor());
      }
      return new EncodedExample.View(
          mean,
          drawn ? Optional.of(deviation(encoded, count)) : Optional.empty(),
          hint.map(ImageTensors::unit));
    }
  }

  private float[] deviation(float[] encoded, int count) {
    float[] logVariance = Arrays.copyOfRange(encoded, count, encoded.length);
    float[] deviation = new float[count];
    for (int i = 0; i < count; i++) {
      double bounded = Math.max(MIN_LOG_VARIANCE, Math.min(MAX_LOG_VARIANCE, logVariance[i]));
      deviation[i] = (float) (Math.exp(0.5 * bounded) * autoencoder.scalingFactor());
    }
    return deviation;
  }
}

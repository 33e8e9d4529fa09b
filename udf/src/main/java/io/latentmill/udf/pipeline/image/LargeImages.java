package io.latentmill.udf.pipeline.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.model.Autoencoder;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.torch.ComputeType;
import java.util.OptionalInt;

/**
 * An autoencoder that takes large images in tiles, if it has a tile size. Up to there it is the
 * autoencoder itself, so that images of the customary sizes are exact.
 *
 * @param whole pixels of the largest image that is taken at once
 */
record LargeImages(Autoencoder autoencoder, long whole) {
  /** 1536x1536. */
  static final long WHOLE = 1536 * 1536;

  LargeImages(Autoencoder autoencoder) {
    this(autoencoder, WHOLE);
  }

  /** As {@link Autoencoder#decode}, to the host: [B, 3, 8 H, 8 W] in row-major order. */
  float[] decode(NDManager scope, NDArray latents, ComputeType type) {
    OptionalInt tile = tile(latents.getShape().get(2), latents.getShape().get(3));
    return tile.isPresent() && latents.getShape().get(0) == 1
        ? new Tiling(tile.getAsInt(), tile.getAsInt() * ImageSize.MULTIPLE)
            .apply(latents, part -> autoencoder.decode(scope, part, type))
            .values()
        : autoencoder.decode(scope, latents, type).toFloatArray();
  }

  /** As {@link Autoencoder#encode}, of one image [1, 3, 8 H, 8 W]. */
  NDArray encode(NDManager scope, NDArray image, ComputeType type) {
    OptionalInt tile =
        tile(
            image.getShape().get(2) / ImageSize.MULTIPLE,
            image.getShape().get(3) / ImageSize.MULTIPLE);
    if (tile.isEmpty()) {
      return autoencoder.encode(scope, image, type);
    }
    Plane moments =
        new Tiling(tile.getAsInt() * ImageSize.MULTIPLE, tile.getAsInt())
            .apply(image, part -> autoencoder.encode(scope, part, type));
    return scope.create(
        moments.values(), new Shape(1, moments.channels(), moments.height(), moments.width()));
  }

  private OptionalInt tile(long height, long width) {
    long pixels = height * width * ImageSize.MULTIPLE * ImageSize.MULTIPLE;
    return pixels > whole ? autoencoder.tileSide() : OptionalInt.empty();
  }
}

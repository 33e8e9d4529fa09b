package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.image.GrayImage;
import io.latentmill.udf.image.ImageTensors;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.pipeline.image.LatentEncoder;
import io.latentmill.udf.pipeline.image.RowImages;
import io.latentmill.udf.request.BatchPart.FromImage;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.sampling.Trajectory;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts from images: image-to-image (Meng et al. 2022) and inpainting. Noise is drawn in the order
 * of diffusers' pipelines for one image: posterior of the image, noise, posterior of the masked
 * image.
 *
 * @param size of all images
 * @param use what the rows do with them
 * @param inpaintsOnly whether the U-Net sees mask and masked image
 * @param edits whether it sees the image
 * @param images of every row, vacancies included
 * @param noise of every row
 */
record ImageStart(
    NDManager scope,
    LatentEncoder encoder,
    ImageSize size,
    FromImage use,
    boolean inpaintsOnly,
    boolean edits,
    Trajectory trajectory,
    List<RowImages> images,
    RowNoise noise) {

  /** The images of a batch as what it starts from. */
  static ImageStart of(
      PipelineParts parts,
      NDManager scope,
      Batch batch,
      FromImage use,
      Trajectory trajectory,
      RowNoise noise) {
    ImageSize size = batch.key().size();
    return new ImageStart(
        scope,
        new LatentEncoder(parts.autoencoder(), size),
        size,
        use,
        parts.inpaintsOnly(),
        parts.edits(),
        trajectory,
        batch.images(),
        noise);
  }

  /** The start of the batch. */
  Start start() {
    if (edits) {
      NDArray image = encoder.modes(scope, inits());
      return new Start(draw().mul(trajectory.initNoiseSigma()), new LatentSource.Edited(image));
    }
    if (!use.masked()) {
      NDArray original = encoder.encode(scope, inits(), posterior());
      return new Start(trajectory.addNoise(original, draw()), new LatentSource.Free());
    }
    return inpaintsOnly ? beside() : masked();
  }

  private Start masked() {
    NDArray original = encoder.encode(scope, inits(), posterior());
    NDArray start = draw();
    // The reference encodes the masked image and does not use it; only its draw matters.
    posterior();
    NDArray latents =
        fromPureNoise()
            ? start.mul(trajectory.initNoiseSigma())
            : trajectory.addNoise(original, start);
    return new Start(latents, new LatentSource.Masked(original, start, latentMask()));
  }

  private Start beside() {
    NDArray latents;
    if (fromPureNoise()) {
      latents = draw().mul(trajectory.initNoiseSigma());
    } else {
      NDArray original = encoder.encode(scope, inits(), posterior());
      latents = trajectory.addNoise(original, draw());
    }
    NDArray masked = encoder.encode(scope, maskedInits(), posterior());
    return new Start(latents, new LatentSource.Beside(latentMask(), masked));
  }

  private boolean fromPureNoise() {
    return use.strength() == 1;
  }

  /** Noise of a posterior; nothing is drawn for an autoencoder without a distribution. */
  private NDArray posterior() {
    return encoder.hasDistribution() ? draw() : null;
  }

  private NDArray draw() {
    return noise.next(scope);
  }

  private List<float[]> inits() {
    return images.stream().map(row -> ImageTensors.signed(init(row))).toList();
  }

  private static RgbImage init(RowImages row) {
    return row.init().orElseThrow();
  }

  private static float[] mask(RowImages row) {
    return ImageTensors.mask(GrayImage.of(row.mask().orElseThrow()));
  }

  private List<float[]> maskedInits() {
    List<float[]> result = new ArrayList<>();
    for (RowImages row : images) {
      float[] values = ImageTensors.signed(init(row));
      float[] mask = mask(row);
      for (int i = 0; i < values.length; i++) {
        values[i] *= 1 - mask[i % mask.length];
      }
      result.add(values);
    }
    return result;
  }

  private NDArray latentMask() {
    int count = size.latentHeight() * size.latentWidth();
    FloatBuffer values = FloatBuffer.allocate(images.size() * count);
    for (RowImages row : images) {
      values.put(
          ImageTensors.latentMask(mask(row), size.width(), size.height(), ImageSize.MULTIPLE));
    }
    return scope.create(
        values.flip(), new Shape(images.size(), 1, size.latentHeight(), size.latentWidth()));
  }
}

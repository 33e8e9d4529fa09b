package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.sampling.Trajectory;

/** What an image is made from besides its prompt and its noise. */
sealed interface LatentSource {
  /** What the U-Net sees: the sample, with what an inpainting U-Net wants beside it. */
  default NDArray networkInput(NDArray sample) {
    return sample;
  }

  /** The latents after a call, with what is to be kept of the original put back. */
  default NDArray keep(Trajectory trajectory, int call, NDArray latents) {
    return latents;
  }

  /** Moves its arrays to a manager, as {@link io.latentmill.udf.sampling.State#attach} does. */
  default void attach(NDManager manager) {}

  /** Text-to-image, and image-to-image once it has started. */
  record Free() implements LatentSource {}

  /**
   * Inpainting with an ordinary U-Net: outside the mask the original comes back after every call.
   *
   * @param original latents, scaled, [B, 4, h, w]
   * @param noise of the start, [B, 4, h, w]
   * @param mask 1 where to paint, [B, 1, h, w]
   */
  record Masked(NDArray original, NDArray noise, NDArray mask) implements LatentSource {
    @Override
    public void attach(NDManager manager) {
      new NDList(original, noise, mask).attach(manager);
    }

    @Override
    public NDArray keep(Trajectory trajectory, int call, NDArray latents) {
      NDArray kept =
          call + 1 < trajectory.calls() ? trajectory.addNoise(original, noise, call + 1) : original;
      NDArray outside = mask.neg().add(1).mul(kept);
      return latents.mul(mask).add(outside);
    }
  }

  /**
   * Editing with a U-Net of 8 channels, which sees the image (Brooks et al. 2022).
   *
   * @param image latents, not scaled, [B, 4, h, w]
   */
  record Edited(NDArray image) implements LatentSource {
    @Override
    public void attach(NDManager manager) {
      image.attach(manager);
    }

    @Override
    public NDArray networkInput(NDArray sample) {
      return NDArrays.concat(new NDList(sample, image), 1);
    }
  }

  /**
   * Inpainting with a U-Net of 9 channels, which sees mask and masked image.
   *
   * @param mask 1 where to paint, [B, 1, h, w]
   * @param maskedImage latents, scaled, [B, 4, h, w]
   */
  record Beside(NDArray mask, NDArray maskedImage) implements LatentSource {
    @Override
    public NDArray networkInput(NDArray sample) {
      return NDArrays.concat(new NDList(sample, mask, maskedImage), 1);
    }
  }
}

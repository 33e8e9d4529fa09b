package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.request.BatchKey;
import io.latentmill.udf.request.BatchPart;
import io.latentmill.udf.sampling.Trajectory;
import java.util.Optional;

/**
 * The last of the noise taken away by a second network, which was trained on nothing else (Podell
 * et al. 2023, section 2.5): diffusers' recipe of two pipelines, {@code denoising_end} of one being
 * {@code denoising_start} of the other. Latents are handed over as they are; of the second model
 * only text encoders and U-Net have a part in it.
 *
 * @param refiner its networks; the autoencoder is the first model's
 * @param share of the noise that is gone by then
 */
record Refinement(PipelineParts refiner, double share) {
  private static final double USUAL_SHARE = 0.8;

  /** That of a batch; empty: its model takes all the noise away. */
  static Optional<Refinement> of(PipelineParts parts, BatchKey key) {
    double share = key.get(BatchPart.DENOISING_END).orElse(USUAL_SHARE);
    return share < 1 ? parts.refiner().map(it -> new Refinement(it, share)) : Optional.empty();
  }

  /**
   * Goes on from what the first network leaves.
   *
   * @param first how the first network came here
   * @param latents [B, 4, h, w]
   * @param noise of every row, as far as it was drawn
   */
  NDArray run(
      NDManager scope,
      Batch batch,
      Trajectory first,
      NDArray latents,
      RowNoise noise,
      GenerationObserver observer) {
    Trajectory trajectory = new BatchSchedule(refiner, batch.key()).from(share);
    GenerationObserver steps = StepsObserver.of(observer, first.endCall() - trajectory.firstCall());
    Conditions conditions =
        new Conditions(refiner, steps, scope, batch, SideNetworks.NONE, trajectory);
    Denoiser denoiser = conditions.denoiser(conditions.encodeTexts());
    return new Denoising(trajectory, denoiser, noise, steps)
        .run(scope, new Start(latents, new LatentSource.Free()));
  }
}

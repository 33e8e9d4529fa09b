package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.latentmill.udf.pipeline.image.LatentDecoder;
import io.latentmill.udf.request.BatchPart;
import io.latentmill.udf.request.BatchPart.FromImage;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.sampling.Trajectory;
import java.util.List;
import java.util.Optional;

/**
 * Latent diffusion (Rombach et al. 2022): from the rows of a batch to latents and images. An image
 * is not made of pixels but of latents, an eighth of its size, which begin as noise. Call by call
 * the U-Net, told by the text what to see, predicts the noise in them, and the sampler takes some
 * of it away. What is left at the end, the autoencoder decodes.
 *
 * <p>What goes wrong here goes wrong for the whole batch; {@link MemoryHalving} catches it.
 */
record LatentDiffusion(PipelineParts parts, GenerationObserver observer) {

  /** Generates a batch, vacancies included, whose results are those of its own rows. */
  BatchResult generate(Batch batch) {
    Optional<Refinement> refinement = Refinement.of(parts, batch.key());
    BatchSchedule schedule = new BatchSchedule(parts, batch.key());
    Trajectory trajectory =
        refinement.map(it -> schedule.until(it.share())).orElseGet(schedule::whole);
    observer.onSchedule(trajectory.timesteps());
    Stopwatch watch = new Stopwatch();
    if (parts.unet().adaptsRows()) {
      parts.rowAdapters().apply(batch.requests());
    }
    try (NDManager scope = parts.manager().newSubManager()) {
      RowNoise noise = RowNoise.of(batch, parts.autoencoder().latentChannels());
      Conditions conditions =
          new Conditions(parts, observer, scope, batch, SideNetworks.of(batch.key()), trajectory);
      Denoiser denoiser = conditions.denoiser(conditions.encodeTexts());
      Start start = start(scope, batch, trajectory, noise);
      double encodeMillis = watch.lap();

      NDArray denoised = new Denoising(trajectory, denoiser, noise, observer).run(scope, start);
      NDArray latents =
          refinement
              .map(it -> it.run(scope, batch, trajectory, denoised, noise, observer))
              .orElse(denoised);
      NDArray own = latents.get(new NDIndex().addSliceDim(0, batch.own()));
      float[] values = own.toFloatArray();
      double denoiseMillis = watch.lap();

      // Vacancies too: kernels, and with them last bits, depend on the number of rows.
      List<LatentDecoder.Decoded> images =
          new LatentDecoder(parts.autoencoder()).decode(scope, latents).subList(0, batch.own());
      List<GenerationResult> results =
          new ResultMaker(parts, observer).results(batch.ownRequests(), own, values, images);
      return new BatchResult(
          results, BatchTimings.phases(encodeMillis, denoiseMillis, watch.lap()));
    }
  }

  /** Noise alone, or an image's latents with as much noise as the first call expects. */
  private Start start(NDManager scope, Batch batch, Trajectory trajectory, RowNoise noise) {
    Optional<FromImage> image = batch.key().get(BatchPart.FROM_IMAGE);
    return image.isEmpty()
        ? Start.fromNoise(trajectory, noise.next(scope))
        : ImageStart.of(parts, scope, batch, image.get(), trajectory, noise).start();
  }
}

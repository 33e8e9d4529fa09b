package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.latentmill.udf.pipeline.image.LatentDecoder;
import io.latentmill.udf.request.BatchKey;
import io.latentmill.udf.request.BatchPart;
import io.latentmill.udf.request.BatchPart.FromImage;
import io.latentmill.udf.request.GenerationRequest.Sampling;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.sampling.Sampler;
import io.latentmill.udf.sampling.State;
import io.latentmill.udf.sampling.Trajectory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

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
    Trajectory trajectory = trajectory(batch.key());
    Stopwatch watch = new Stopwatch();
    try (NDManager scope = parts.manager().newSubManager()) {
      RowNoise noise = RowNoise.of(batch, parts.autoencoder().latentChannels());
      Conditions conditions = new Conditions(parts, observer, scope, batch, trajectory);
      Denoiser denoiser = conditions.denoiser(conditions.encodeTexts());
      Start start = start(scope, batch, trajectory, noise);
      double encodeMillis = watch.lap();

      NDArray latents = denoise(scope, trajectory, denoiser, start, noise);
      NDArray own = latents.get(new NDIndex().addSliceDim(0, batch.own()));
      float[] values = own.toFloatArray();
      double denoiseMillis = watch.lap();

      List<LatentDecoder.Decoded> images =
          new LatentDecoder(parts.autoencoder()).decode(scope, own);
      List<GenerationResult> results =
          new ResultMaker(parts, observer).results(batch.ownRequests(), own, values, images);
      return new BatchResult(
          results, BatchTimings.phases(encodeMillis, denoiseMillis, watch.lap()));
    }
  }

  /** Which noise levels are visited, and how one follows from another. */
  private Trajectory trajectory(BatchKey key) {
    Sampling sampling = key.get(BatchPart.SAMPLING);
    Sampler sampler = Sampler.of(parts.scheduler().with(sampling.name(), sampling.options()));
    Optional<FromImage> image = key.get(BatchPart.FROM_IMAGE);
    OptionalDouble strength =
        image.isPresent() && !parts.edits()
            ? OptionalDouble.of(image.get().strength())
            : OptionalDouble.empty();
    Trajectory trajectory = sampler.trajectory(key.steps(), strength, sampling.eta());
    observer.onSchedule(trajectory.timesteps());
    return trajectory;
  }

  /** Noise alone, or an image's latents with as much noise as the first call expects. */
  private Start start(NDManager scope, Batch batch, Trajectory trajectory, RowNoise noise) {
    Optional<FromImage> image = batch.key().get(BatchPart.FROM_IMAGE);
    return image.isEmpty()
        ? Start.fromNoise(trajectory, noise.next(scope))
        : ImageStart.of(parts, scope, batch, image.get(), trajectory, noise).start();
  }

  /** The reverse process: the latents after the last call; all others are freed call by call. */
  private NDArray denoise(
      NDManager manager, Trajectory trajectory, Denoiser denoiser, Start start, RowNoise noise) {
    LatentSource source = start.source();
    State state = trajectory.start(start.latents());
    for (int call = trajectory.firstCall(); call < trajectory.calls(); call++) {
      Denoiser.Step step = Denoiser.Step.of(trajectory, call);
      try (NDManager scope = manager.newSubManager()) {
        state.attach(scope);
        source.attach(scope);
        NDArray input = trajectory.scaleModelInput(call, state.sample());
        NDArray predicted = denoiser.predict(scope, source.networkInput(input), input, step);
        State next = trajectory.step(call, state, predicted, () -> noise.next(scope));
        next = next.withSample(source.keep(trajectory, call, next.sample()));
        observer.onLatents(step.index(), next.sample());
        state = next.attach(manager);
        source.attach(manager);
      }
    }
    return state.sample();
  }
}

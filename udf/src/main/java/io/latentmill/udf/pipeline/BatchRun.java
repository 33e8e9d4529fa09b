package io.latentmill.udf.pipeline;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.model.UnetConfig;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sampling.Sampler;
import io.latentmill.udf.sampling.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Rows of one {@link BatchKey} through the algorithm: encode the text, denoise, decode. */
final class BatchRun {
  private final StableDiffusion.Parts parts;
  private final GenerationObserver observer;

  BatchRun(StableDiffusion.Parts parts, GenerationObserver observer) {
    this.parts = parts;
    this.observer = observer;
  }

  /** Runs the rows; whatever goes wrong becomes the failure of the rows it concerns. */
  BatchResult run(List<GenerationRequest> rows, int plannedSize) {
    try {
      return attempt(rows, Math.max(plannedSize, rows.size()));
    } catch (LatentmillException e) {
      return failed(rows, e.kind(), e.getMessage());
    } catch (EngineException e) {
      if (!OutOfMemory.is(e)) {
        return failed(rows, FailureKind.INTERNAL, OneLine.of(e));
      }
      return rows.size() == 1 && plannedSize <= 1
          ? failed(rows, FailureKind.RESOURCE, "device out of memory: " + OneLine.of(e))
          : halved(rows, plannedSize);
    }
  }

  private BatchResult halved(List<GenerationRequest> rows, int plannedSize) {
    int size = Math.max(1, (Math.max(plannedSize, rows.size()) + 1) / 2);
    List<GenerationResult> results = new ArrayList<>();
    BatchTimings timings = new BatchTimings(0, 0, 0, 1);
    for (int from = 0; from < rows.size(); from += size) {
      BatchResult part = run(rows.subList(from, Math.min(rows.size(), from + size)), size);
      results.addAll(part.results());
      timings = timings.plus(part.timings());
    }
    return new BatchResult(results, timings);
  }

  private static BatchResult failed(
      List<GenerationRequest> rows, FailureKind kind, String message) {
    List<GenerationResult> results = new ArrayList<>();
    rows.forEach(row -> results.add(new GenerationResult.Failed(row.id(), kind, message)));
    return new BatchResult(results, BatchTimings.ZERO);
  }

  private BatchResult attempt(List<GenerationRequest> rows, int size) {
    List<GenerationRequest> batch = new ArrayList<>(rows);
    while (batch.size() < size) {
      batch.add(rows.get(rows.size() - 1));
    }
    BatchKey key = BatchKey.of(rows.get(0));
    Trajectory trajectory = trajectory(key);
    Stopwatch watch = new Stopwatch();
    try (NDManager scope = parts.manager().newSubManager()) {
      RowNoise noise = new RowNoise(batch.stream().map(GenerationRequest::seed).toList());
      Denoiser denoiser = denoiser(scope, batch, key, trajectory);
      long encodeMillis = watch.lap();
      NDArray latents =
          noise
              .next(scope, 4, key.latentHeight(), key.latentWidth())
              .mul(trajectory.initNoiseSigma());
      latents =
          DenoiseLoop.run(scope, trajectory, denoiser, new LatentSource.Free(), latents, noise);
      float[] values = latents.toFloatArray();
      long denoiseMillis = watch.lap();
      List<GenerationResult> results =
          new ResultMaker(parts, observer).of(rows, scope, latents, values);
      return new BatchResult(
          results, new BatchTimings(encodeMillis, denoiseMillis, watch.lap(), 0));
    }
  }

  private Trajectory trajectory(BatchKey key) {
    Sampler sampler =
        Sampler.of(parts.scheduler().with(key.sampling().name(), key.sampling().options()));
    OptionalDouble strength =
        key.fromImage() ? OptionalDouble.of(key.strength()) : OptionalDouble.empty();
    Trajectory trajectory = sampler.trajectory(key.steps(), strength, key.sampling().eta());
    observer.onSchedule(trajectory.timesteps());
    return trajectory;
  }

  private Denoiser denoiser(
      NDManager scope, List<GenerationRequest> batch, BatchKey key, Trajectory trajectory) {
    UnetConfig unet = parts.config().unet();
    boolean guided = key.guided() && unet.guidanceChannels().isEmpty();
    BatchText text = text(scope, batch, guided);
    NDList embedding = new NDList();
    unet.guidanceChannels()
        .ifPresent(width -> embedding.add(GuidanceEmbedding.of(scope, batch, width)));
    NDList added = new NDList();
    if (parts.config().pooled()) {
      int rows = (int) text.rows().size();
      NDArray ids =
          TimeIds.of(
              scope, key.size(), parts.config().aestheticScore(), rows, guided ? batch.size() : 0);
      NDArray pooled = text.pooledRows();
      observer.onAdded(pooled, ids);
      added.add(parts.unet().added(scope, pooled, ids));
    }
    return new Denoiser(
        parts.unet(),
        parts.unet().context(scope, text.hidden(), text.rows()),
        TimeProjections.of(scope, parts.unet()::time, trajectory.timesteps(), embedding, added),
        List.of(),
        guided ? Optional.of(Guidance.of(scope, batch)) : Optional.empty(),
        new Interval(key.guidanceStart(), key.guidanceEnd()),
        observer);
  }

  private BatchText text(NDManager scope, List<GenerationRequest> batch, boolean guided) {
    List<EncodedPrompt> perRow = new ArrayList<>();
    if (guided) {
      batch.forEach(row -> perRow.add(parts.prompts().encode(PromptKey.negative(row))));
    }
    batch.forEach(row -> perRow.add(parts.prompts().encode(PromptKey.positive(row))));
    BatchText text = BatchText.of(scope, perRow);
    observer.onText(
        batch.stream()
            .flatMap(row -> parts.prompts().encode(PromptKey.positive(row)).ids().stream())
            .toList(),
        text.hidden().get(text.rows()));
    return text;
  }
}

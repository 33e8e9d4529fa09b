package io.latentmill.udf.pipeline;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.pipeline.failure.EngineFailure;
import io.latentmill.udf.pipeline.failure.OutOfMemory;
import io.latentmill.udf.pipeline.image.LatentEncoder;
import io.latentmill.udf.pipeline.image.RowImages;
import io.latentmill.udf.request.BatchKey;
import io.latentmill.udf.request.BatchPart;
import io.latentmill.udf.request.BatchPart.FromImage;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationRequest.Sampling;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sampling.Sampler;
import io.latentmill.udf.sampling.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Rows of one {@link BatchKey} through the algorithm: encode the text, denoise, decode. */
final class BatchRun {
  private final PipelineParts parts;
  private final GenerationObserver observer;

  BatchRun(PipelineParts parts, GenerationObserver observer) {
    this.parts = parts;
    this.observer = observer;
  }

  /** Runs the rows; whatever goes wrong becomes the failure of the rows it concerns. */
  BatchResult run(List<RowInput> rows, int plannedSize) {
    GenerationResult[] results = new GenerationResult[rows.size()];
    ReadyRow[] ready = new ReadyRow[rows.size()];
    Map<Integer, List<Integer>> groups = new TreeMap<>();
    for (int i = 0; i < results.length; i++) {
      try {
        ready[i] = ready(rows.get(i));
        groups.computeIfAbsent(ready[i].chunks(), key -> new ArrayList<>()).add(i);
      } catch (LatentmillException e) {
        String id = rows.get(i).request().id();
        results[i] = new GenerationResult.Failed(id, e.kind(), e.getMessage());
      }
    }
    BatchTimings timings = BatchTimings.ZERO;
    for (List<Integer> group : groups.values()) {
      List<ReadyRow> equal = group.stream().map(i -> ready[i]).toList();
      BatchResult generated = runReady(equal, Math.max(plannedSize, equal.size()));
      for (int k = 0; k < equal.size(); k++) {
        results[group.get(k)] = generated.results().get(k);
      }
      timings = timings.plus(generated.timings());
    }
    return new BatchResult(List.of(results), timings);
  }

  private ReadyRow ready(RowInput row) {
    if (row instanceof RowInput.Broken broken) {
      throw broken.cause();
    }
    RowImages images = ((RowInput.Complete) row).images();
    try {
      return new ReadyRow(row.request(), images, parts.prompts().chunks(row.request()));
    } catch (EngineException e) {
      throw EngineFailure.of(e);
    }
  }

  private BatchResult runReady(List<ReadyRow> rows, int plannedSize) {
    try {
      return attempt(rows, plannedSize);
    } catch (LatentmillException e) {
      return failed(rows, e);
    } catch (EngineException e) {
      return OutOfMemory.is(e) && plannedSize > 1
          ? halved(rows, plannedSize)
          : failed(rows, EngineFailure.of(e));
    } catch (OutOfMemoryError e) {
      if (!OutOfMemory.is(e)) {
        throw e;
      }
      return plannedSize > 1 ? halved(rows, plannedSize) : failed(rows, EngineFailure.of(e));
    }
  }

  private BatchResult halved(List<ReadyRow> rows, int plannedSize) {
    int size = (plannedSize + 1) / 2;
    List<GenerationResult> results = new ArrayList<>();
    BatchTimings timings = BatchTimings.halving();
    for (int from = 0; from < rows.size(); from += size) {
      BatchResult part = runReady(rows.subList(from, Math.min(rows.size(), from + size)), size);
      results.addAll(part.results());
      timings = timings.plus(part.timings());
    }
    return new BatchResult(results, timings);
  }

  private static BatchResult failed(List<ReadyRow> rows, LatentmillException cause) {
    return BatchResult.failed(rows.stream().map(ReadyRow::request).toList(), cause);
  }

  private BatchResult attempt(List<ReadyRow> rows, int size) {
    List<ReadyRow> batch = new ArrayList<>(rows);
    while (batch.size() < size) {
      batch.add(rows.get(rows.size() - 1));
    }
    List<GenerationRequest> requests = batch.stream().map(ReadyRow::request).toList();
    BatchKey key = BatchKey.of(requests.get(0));
    Trajectory trajectory = trajectory(key);
    Stopwatch watch = new Stopwatch();
    try (NDManager scope = parts.manager().newSubManager()) {
      RowNoise noise = new RowNoise(requests.stream().map(GenerationRequest::seed).toList());
      Denoiser denoiser = new BatchSetup(parts, observer, scope, batch, key, trajectory).denoiser();
      Start start = start(scope, key, trajectory, batch, noise);
      double encodeMillis = watch.lap();
      NDArray latents =
          DenoiseLoop.run(scope, trajectory, denoiser, start.source(), start.latents(), noise);
      float[] values = latents.toFloatArray();
      double denoiseMillis = watch.lap();
      List<GenerationResult> results =
          new ResultMaker(parts, observer)
              .of(requests.subList(0, rows.size()), scope, latents, values);
      return new BatchResult(
          results, BatchTimings.phases(encodeMillis, denoiseMillis, watch.lap()));
    }
  }

  private Trajectory trajectory(BatchKey key) {
    Sampling sampling = key.get(BatchPart.SAMPLING);
    Sampler sampler = Sampler.of(parts.scheduler().with(sampling.name(), sampling.options()));
    OptionalDouble strength =
        key.get(BatchPart.FROM_IMAGE)
            .map(it -> OptionalDouble.of(it.strength()))
            .orElse(OptionalDouble.empty());
    Trajectory trajectory = sampler.trajectory(key.steps(), strength, sampling.eta());
    observer.onSchedule(trajectory.timesteps());
    return trajectory;
  }

  private Start start(
      NDManager scope, BatchKey key, Trajectory trajectory, List<ReadyRow> batch, RowNoise noise) {
    Optional<FromImage> image = key.get(BatchPart.FROM_IMAGE);
    if (image.isEmpty()) {
      return Start.fromNoise(
          trajectory, noise.next(scope, 4, key.size().latentHeight(), key.size().latentWidth()));
    }
    return new ImageStart(
            scope,
            new LatentEncoder(parts.autoencoder(), key.size()),
            key.size(),
            image.get(),
            trajectory,
            batch.stream().map(ReadyRow::images).toList(),
            noise)
        .of(parts.config().unet().inChannels());
  }
}

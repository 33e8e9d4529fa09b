package io.latentmill.udf.pipeline;

import ai.djl.engine.EngineException;
import io.latentmill.udf.pipeline.failure.EngineFailure;
import io.latentmill.udf.request.BatchKey;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Failed;
import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs the rows of one {@link io.latentmill.udf.request.BatchKey}: those whose images or texts are
 * wrong fail alone, the others are denoised with those whose texts are equally long.
 */
final class BatchRun {
  private final PipelineParts parts;
  private final MemoryHalving batches;
  private final Map<Integer, List<Integer>> byChunks = new TreeMap<>();
  private final ReadyRow[] ready;
  private final GenerationResult[] results;

  private BatchRun(PipelineParts parts, MemoryHalving batches, int rows) {
    this.parts = parts;
    this.batches = batches;
    ready = new ReadyRow[rows];
    results = new GenerationResult[rows];
  }

  /** Runs the rows; whatever goes wrong becomes the failure of the rows it concerns. */
  static BatchResult of(
      PipelineParts parts, GenerationObserver observer, List<RowInput> rows, int plannedSize) {
    MemoryHalving batches = new MemoryHalving(new LatentDiffusion(parts, observer));
    BatchRun run = new BatchRun(parts, batches, rows.size());
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i) instanceof RowInput.Complete complete) {
        run.prepare(i, complete);
      } else if (rows.get(i) instanceof RowInput.Broken broken) {
        run.results[i] = broken.failure();
      }
    }
    return run.generate(plannedSize);
  }

  private void prepare(int index, RowInput.Complete row) {
    GenerationRequest request = row.request();
    try {
      if (parts.unet().adaptsRows()) {
        parts.rowAdapters().check(request);
      }
      int chunks = chunks(request);
      ready[index] = new ReadyRow(request, row.images(), chunks);
      byChunks.computeIfAbsent(chunks, key -> new ArrayList<>()).add(index);
    } catch (LatentmillException e) {
      results[index] = Failed.of(request, e);
    } catch (EngineException e) {
      results[index] = Failed.of(request, EngineFailure.of(e));
    }
  }

  /** Of the longest text, as any of the networks reads it. */
  private int chunks(GenerationRequest request) {
    int chunks = parts.prompts().chunks(request);
    return Refinement.of(parts, BatchKey.of(request))
        .map(it -> Math.max(chunks, it.refiner().prompts().chunks(request)))
        .orElse(chunks);
  }

  private BatchResult generate(int plannedSize) {
    BatchTimings timings = BatchTimings.ZERO;
    for (List<Integer> group : byChunks.values()) {
      List<ReadyRow> rows = group.stream().map(i -> ready[i]).toList();
      BatchResult generated = batches.run(rows, Math.max(plannedSize, rows.size()));
      for (int k = 0; k < rows.size(); k++) {
        results[group.get(k)] = generated.results().get(k);
      }
      timings = timings.plus(generated.timings());
    }
    return new BatchResult(List.of(results), timings);
  }
}

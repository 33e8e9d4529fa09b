package io.latentmill.udf.pipeline;

import ai.djl.engine.EngineException;
import io.latentmill.udf.pipeline.failure.EngineFailure;
import io.latentmill.udf.pipeline.failure.OutOfMemory;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs batches; one that lacks memory is halved until it fits. Whatever else goes wrong becomes the
 * failure of all its rows.
 */
record MemoryHalving(LatentDiffusion diffusion) {

  /** Generates rows in a batch of a size, or in smaller ones. */
  BatchResult run(List<ReadyRow> rows, int size) {
    try {
      return diffusion.generate(Batch.of(rows, size));
    } catch (LatentmillException e) {
      return failed(rows, e);
    } catch (EngineException e) {
      return OutOfMemory.is(e) && size > 1 ? halved(rows, size) : failed(rows, EngineFailure.of(e));
    } catch (OutOfMemoryError e) {
      if (!OutOfMemory.is(e)) {
        throw e;
      }
      return size > 1 ? halved(rows, size) : failed(rows, EngineFailure.of(e));
    }
  }

  private BatchResult halved(List<ReadyRow> rows, int size) {
    int half = (size + 1) / 2;
    List<GenerationResult> results = new ArrayList<>();
    BatchTimings timings = BatchTimings.halving();
    for (int from = 0; from < rows.size(); from += half) {
      BatchResult part = run(rows.subList(from, Math.min(rows.size(), from + half)), half);
      results.addAll(part.results());
      timings = timings.plus(part.timings());
    }
    return new BatchResult(results, timings);
  }

  private static BatchResult failed(List<ReadyRow> rows, LatentmillException cause) {
    return BatchResult.failed(rows.stream().map(ReadyRow::request).toList(), cause);
  }
}

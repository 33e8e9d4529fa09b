package io.latentmill.udf.pipeline;

import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.LatentmillException;
import java.util.List;

/**
 * What became of a batch.
 *
 * @param results one for each request, in their order
 */
public record BatchResult(List<GenerationResult> results, BatchTimings timings) {
  public BatchResult {
    results = List.copyOf(results);
  }

  /** The same failure of all rows. */
  static BatchResult failed(List<GenerationRequest> rows, LatentmillException cause) {
    return new BatchResult(
        rows.stream().<GenerationResult>map(row -> GenerationResult.Failed.of(row, cause)).toList(),
        BatchTimings.ZERO);
  }
}

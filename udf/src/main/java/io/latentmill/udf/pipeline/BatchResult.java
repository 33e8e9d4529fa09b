package io.latentmill.udf.pipeline;

import io.latentmill.udf.request.GenerationResult;
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
}

package io.latentmill.udf.pipeline.text;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;

/**
 * A text as the U-Net takes it.
 *
 * @param hidden [1, L, C], L a multiple of 77
 * @param pooled [1, P], of a model that takes one
 * @param ids of the first text encoder, 77 for each chunk
 * @param truncated whether the text was longer than fits
 */
public record EncodedPrompt(
    NDArray hidden, Optional<NDArray> pooled, List<int[]> ids, boolean truncated)
    implements AutoCloseable {

  /** How many chunks of 77 tokens it has. */
  int chunks() {
    return ids.size();
  }

  @Override
  public void close() {
    hidden.close();
    pooled.ifPresent(NDArray::close);
  }
}

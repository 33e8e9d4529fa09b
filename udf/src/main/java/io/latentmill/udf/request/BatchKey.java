package io.latentmill.udf.request;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What rows must share to be denoised together: the plan sorts rows into buckets by it, and the
 * pipeline splits what it is given by it. Of a request it has the {@link BatchPart}s and nothing
 * else.
 */
public final class BatchKey {
  private final Map<BatchPart<?>, Object> values = new HashMap<>();
  private final String text;

  private BatchKey(GenerationRequest request, List<BatchPart<?>> parts) {
    parts.forEach(part -> values.put(part, part.value().apply(request)));
    text =
        BatchPart.ALL.stream()
            .map(part -> parts.contains(part) ? part.textOf(request) : BatchPart.ANY_LORAS)
            .filter(it -> !it.isEmpty())
            .collect(Collectors.joining(" "));
  }

  /** The key of a row. */
  public static BatchKey of(GenerationRequest request) {
    return new BatchKey(request, BatchPart.ALL);
  }

  /** The key of a row in a batch whose rows may have different LoRAs. */
  static BatchKey ofAnyLoras(GenerationRequest request) {
    return new BatchKey(
        request, BatchPart.ALL.stream().filter(part -> !part.equals(BatchPart.LORAS)).toList());
  }

  /** What all rows of the batch have. */
  @SuppressWarnings("unchecked") // a part's value is put there by the part itself
  public <T> T get(BatchPart<T> part) {
    return (T) values.get(part);
  }

  /** The size of all images. */
  public ImageSize size() {
    return get(BatchPart.SIZE);
  }

  /** Inference steps. */
  public int steps() {
    return get(BatchPart.STEPS);
  }

  /** The ControlNets, but for the rows' images. */
  public List<BatchPart.Control> controls() {
    return get(BatchPart.CONTROLS);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchKey key && values.equals(key.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** The bucket's text in a plan; texts of equal keys are equal. */
  @Override
  public String toString() {
    return text;
  }
}

package io.latentmill.udf.pipeline;

import io.latentmill.udf.model.NamedWeights;
import io.latentmill.udf.pipeline.load.RowFiles;
import io.latentmill.udf.request.Lora;
import io.latentmill.udf.weights.Component;
import io.latentmill.udf.weights.EmbeddingFile;
import io.latentmill.udf.weights.lora.LoraDelta;
import io.latentmill.udf.weights.lora.LoraFile;
import io.latentmill.udf.weights.lora.LoraTargets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The LoRAs that are merged into the pipeline's weights at the moment. Changing the set restores
 * the weights bit by bit before the new set is merged.
 */
final class Adapters implements AutoCloseable {
  private final Map<Component, NamedWeights> weights;
  private final LoraTargets targets;
  private final RowFiles files;
  private final Configuration configuration;
  private final Map<String, EmbeddingFile> words = new LinkedHashMap<>();
  private List<Lora> merged = List.of();

  Adapters(
      Map<Component, NamedWeights> weights,
      LoraTargets targets,
      RowFiles files,
      Configuration configuration) {
    this.weights = weights;
    this.targets = targets;
    this.files = files;
    this.configuration = configuration;
  }

  /**
   * Merges a set in place of the present one.
   *
   * @return whether anything changed
   * @throws io.latentmill.udf.request.LatentmillException if a file does not fit; then no LoRA is
   *     merged
   */
  boolean apply(List<Lora> loras) {
    if (loras.equals(merged)) {
      return false;
    }
    restore();
    try {
      loras.forEach(this::merge);
    } catch (RuntimeException | OutOfMemoryError e) {
      restore();
      throw e;
    }
    merged = loras;
    return true;
  }

  private void merge(Lora lora) {
    try (LoraFile file = open(lora)) {
      for (LoraDelta delta : file.deltas()) {
        weights.get(delta.component()).merge(delta, file.tensors(), lora.scale() * delta.scale());
      }
      words.putAll(file.embeddings());
    }
  }

  private LoraFile open(Lora lora) {
    return files.open("loras", lora.path(), path -> LoraFile.open(path, targets, configuration));
  }

  private void restore() {
    weights.values().forEach(NamedWeights::restore);
    merged = List.of();
    words.clear();
  }

  /** The words that the present set brings along, each with the vectors that stand for it. */
  Map<String, EmbeddingFile> words() {
    return Map.copyOf(words);
  }

  @Override
  public void close() {
    weights.values().forEach(NamedWeights::close);
  }
}

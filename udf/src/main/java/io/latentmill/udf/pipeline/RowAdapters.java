package io.latentmill.udf.pipeline;

import io.latentmill.udf.model.RowChanges;
import io.latentmill.udf.model.Unet;
import io.latentmill.udf.pipeline.load.RowFiles;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.Lora;
import io.latentmill.udf.weights.lora.LoraDelta;
import io.latentmill.udf.weights.lora.LoraFile;
import io.latentmill.udf.weights.lora.LoraTargets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * The LoRAs of batches whose rows each have their own: they stand beside the weights, which no row
 * changes. The U-Net for such batches shares the pipeline's tensors, so that going from one to the
 * other loads nothing; it is made for the first of them.
 */
final class RowAdapters implements AutoCloseable {
  private final Unet pipelines;
  private final LoraTargets targets;
  private final RowFiles files;
  private final Configuration configuration;
  private Optional<Unet> unet = Optional.empty();

  RowAdapters(Unet pipelines, LoraTargets targets, RowFiles files, Configuration configuration) {
    this.pipelines = pipelines;
    this.targets = targets;
    this.files = files;
    this.configuration = configuration;
  }

  /** The U-Net of such batches. */
  Unet unet() {
    if (unet.isEmpty()) {
      unet = Optional.of(pipelines.adaptingRows());
    }
    return unet.get();
  }

  /**
   * Looks whether a row's LoRAs are there and can be applied so.
   *
   * @throws LatentmillException (user) naming the one that cannot
   */
  void check(GenerationRequest row) {
    row.loras().forEach(lora -> open(lora).close());
  }

  /** Gives the rows of the batch to come their LoRAs. */
  void apply(List<GenerationRequest> rows) {
    RowChanges changes = new RowChanges(rows.size());
    Set<Lora> distinct =
        rows.stream().flatMap(row -> row.loras().stream()).collect(Collectors.toSet());
    for (Lora lora : distinct) {
      try (LoraFile file = open(lora)) {
        for (LoraDelta delta : file.deltas()) {
          changes.add(delta, file.tensors(), strengths(rows, lora, delta));
        }
      }
    }
    unet().change(changes);
  }

  private static Map<Integer, Double> strengths(
      List<GenerationRequest> rows, Lora lora, LoraDelta delta) {
    Map<Integer, Double> strengths = new TreeMap<>();
    for (int row = 0; row < rows.size(); row++) {
      int times = Collections.frequency(rows.get(row).loras(), lora);
      if (times > 0) {
        strengths.put(row, times * lora.scale() * delta.scale());
      }
    }
    return strengths;
  }

  private LoraFile open(Lora lora) {
    return files.open(
        "loras", lora.path(), path -> byRow(LoraFile.open(path, targets, configuration)));
  }

  private static LoraFile byRow(LoraFile file) {
    if (!file.actsByRow()) {
      file.close();
      throw LatentmillException.model(
          "it changes more than the U-Net's transformers, and is planned in a batch of several");
    }
    return file;
  }

  @Override
  public void close() {
    unet.ifPresent(Unet::close);
  }
}

package io.latentmill.job.run;

import io.latentmill.job.curation.Curation;
import io.latentmill.job.plan.ChunkPlan;
import io.latentmill.job.plan.Plan;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.sink.metadata.ExtraColumns;
import io.latentmill.job.sink.metadata.MetadataOptions;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.job.sink.metadata.ModelIdentity;
import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.request.GenerationRequest;
import java.io.Serializable;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What every task of a run needs to know; travels to the executors.
 *
 * @param model the run's own
 * @param others those that rows may name, by their names
 * @param quality of lossy images, 1..100
 * @param batchSize rows that a network sees at once
 * @param threads of an operation on the CPU
 * @param cpuOnly whether to leave GPUs alone
 * @param curation what is done with images once they are made
 */
public record TaskSpec(
    TaskModel model,
    TreeMap<String, TaskModel> others,
    MetadataSchema metadata,
    TreeSet<SinkFormat> formats,
    ImageFormat image,
    int quality,
    int batchSize,
    int threads,
    boolean cpuOnly,
    Curation curation)
    implements Serializable {

  /**
   * Puts it together.
   *
   * @param chunk whose rows are to come
   * @param firstBatchSize of the output's first run, for plans that do not say their own
   */
  static TaskSpec of(
      RunOptions options, ModelFacts model, Plan plan, ChunkPlan chunk, int firstBatchSize) {
    RunOptions.Data data = options.data();
    TreeMap<String, TaskModel> others = new TreeMap<>();
    TreeMap<String, ModelIdentity> identities = new TreeMap<>();
    model
        .others()
        .forEach(
            (name, other) -> {
              others.put(name, TaskModel.of(options.models().get(name), other));
              identities.put(name, other.identity());
            });
    MetadataOptions metadata =
        new MetadataOptions(
            data.image(),
            data.latents(),
            model.identity(),
            identities,
            ExtraColumns.of(options.curation().scoring().columns()));
    return new TaskSpec(
        TaskModel.of(options.pipeline(), model),
        others,
        MetadataSchema.of(plan.schema(chunk), metadata),
        new TreeSet<>(data.formats()),
        data.image(),
        data.quality().orElse(ImageEncoder.DEFAULT_QUALITY),
        plan.batchSize(chunk).orElse(firstBatchSize),
        options.execution().threads().orElseThrow(),
        options.execution().device() == RunOptions.DeviceChoice.CPU,
        options.curation());
  }

  /** The model of a row. */
  TaskModel model(GenerationRequest row) {
    return row.model().map(others::get).orElse(model);
  }

  Set<SinkFormat> formatSet() {
    return Set.copyOf(formats);
  }
}

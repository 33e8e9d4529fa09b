package io.latentmill.job.run;

import io.latentmill.job.plan.ChunkPlan;
import io.latentmill.job.plan.Plan;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.sink.metadata.MetadataOptions;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.pipeline.ParametersText;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import java.io.Serializable;
import java.util.Set;
import java.util.TreeSet;

/**
 * What every task of a run needs to know; travels to the executors.
 *
 * @param parameters as they are written into images
 * @param quality of lossy images, 1..100
 * @param batchSize rows that a network sees at once
 * @param threads of an operation on the CPU
 * @param cpuOnly whether to leave GPUs alone
 */
public record TaskSpec(
    PipelineSpec pipeline,
    MetadataSchema metadata,
    TreeSet<SinkFormat> formats,
    ImageFormat image,
    int quality,
    ParametersText parameters,
    int batchSize,
    int threads,
    boolean cpuOnly)
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
    MetadataOptions metadata =
        new MetadataOptions(
            data.image(),
            data.latents(),
            model.name(),
            model.sha256(),
            model.scheduler().samplerName().label());
    return new TaskSpec(
        options.pipeline(),
        MetadataSchema.of(plan.schema(chunk), metadata),
        new TreeSet<>(data.formats()),
        data.image(),
        data.quality().orElse(ImageEncoder.DEFAULT_QUALITY),
        new ParametersText(model.scheduler(), model.name(), model.sha256(), ProgramVersion.TEXT),
        plan.batchSize(chunk).orElse(firstBatchSize),
        options.execution().threads().orElseThrow(),
        options.execution().device() == RunOptions.DeviceChoice.CPU);
  }

  Set<SinkFormat> formatSet() {
    return Set.copyOf(formats);
  }
}

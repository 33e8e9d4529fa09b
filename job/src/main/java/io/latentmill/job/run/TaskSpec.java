package io.latentmill.job.run;

import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.sink.metadata.MetadataOptions;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.pipeline.PipelineSpec;
import io.latentmill.udf.request.SamplerName;
import java.io.Serializable;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.types.StructType;

/**
 * What every task of a run needs to know; travels to the executors.
 *
 * @param modelName as it is written into images
 * @param sampler the checkpoint's own
 * @param quality of lossy images, 1..100
 * @param batchSize rows that a network sees at once
 * @param cpuOnly whether to leave GPUs alone
 */
record TaskSpec(
    PipelineSpec pipeline,
    MetadataSchema metadata,
    TreeSet<SinkFormat> formats,
    ImageFormat image,
    int quality,
    SamplerName sampler,
    int batchSize,
    boolean cpuOnly,
    String version)
    implements Serializable {

  /**
   * Puts it together.
   *
   * @param plan columns of the rows to come
   */
  static TaskSpec of(RunOptions options, ModelFacts model, StructType plan) {
    RunOptions.Data data = options.data();
    MetadataOptions metadata =
        new MetadataOptions(data.image(), data.latents(), model.name(), model.sha256());
    return new TaskSpec(
        options.pipeline(),
        MetadataSchema.of(plan, metadata),
        new TreeSet<>(data.formats()),
        data.image(),
        data.quality().orElse(ImageEncoder.DEFAULT_QUALITY),
        model.sampler(),
        options.size().batchSize(),
        options.device() == RunOptions.DeviceChoice.CPU,
        ProgramVersion.TEXT);
  }

  Set<SinkFormat> formatSet() {
    return Set.copyOf(formats);
  }
}

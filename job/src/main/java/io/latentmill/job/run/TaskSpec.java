package io.latentmill.job.run;

import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.sink.metadata.MetadataOptions;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.pipeline.ParametersText;
import io.latentmill.udf.pipeline.PipelineSpec;
import java.io.Serializable;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.types.StructType;

/**
 * What every task of a run needs to know; travels to the executors.
 *
 * @param parameters as they are written into images
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
    ParametersText parameters,
    int batchSize,
    boolean cpuOnly)
    implements Serializable {

  /**
   * Puts it together.
   *
   * @param plan columns of the rows to come
   */
  static TaskSpec of(RunOptions options, ModelFacts model, StructType plan) {
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
        MetadataSchema.of(plan, metadata),
        new TreeSet<>(data.formats()),
        data.image(),
        data.quality().orElse(ImageEncoder.DEFAULT_QUALITY),
        new ParametersText(model.scheduler(), model.name(), model.sha256(), ProgramVersion.TEXT),
        options.size().batchSize(),
        options.device() == RunOptions.DeviceChoice.CPU);
  }

  Set<SinkFormat> formatSet() {
    return Set.copyOf(formats);
  }
}

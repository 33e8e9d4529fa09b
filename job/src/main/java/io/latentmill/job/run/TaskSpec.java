package io.latentmill.job.run;

import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.pipeline.PipelineSpec;
import io.latentmill.udf.request.SamplerName;
import java.io.Serializable;
import java.util.Set;
import java.util.TreeSet;

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

  Set<SinkFormat> formatSet() {
    return Set.copyOf(formats);
  }
}

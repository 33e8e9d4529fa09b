package io.latentmill.job.run;

import io.latentmill.job.plan.row.RowDefaults;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.pipeline.ModelCheck;
import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.pipeline.load.ModelDefaults;
import io.latentmill.udf.pipeline.load.ModelDigests;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.FileDigest;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * What a run needs to know of its model, without loading it.
 *
 * @param name as metadata and images say it
 * @param family for the estimate of its cost
 * @param files with their digests; the model's, then those of a VAE from elsewhere
 * @param sha256 of all files together
 * @param scheduler the checkpoint's own
 * @param defaults what rows have where their columns are null
 */
record ModelFacts(
    String name,
    ModelConfig family,
    List<FileDigest> files,
    String sha256,
    SchedulerConfig scheduler,
    ModelDefaults defaults) {

  /**
   * Reads and checks a model.
   *
   * @throws LatentmillException (model) naming what is wrong with it
   */
  static ModelFacts read(PipelineSpec spec, Configuration configuration) {
    Checkpoint checkpoint = PipelineLoader.open(spec, configuration);
    List<String> faults = ModelCheck.faults(spec, checkpoint, configuration);
    if (!faults.isEmpty()) {
      throw new LatentmillException(FailureKind.MODEL, String.join("; ", faults));
    }
    ModelConfig config = ModelConfig.of(checkpoint);
    List<FileDigest> digests = ModelDigests.of(spec, checkpoint, configuration);
    return new ModelFacts(
        spec.modelName(),
        config,
        digests,
        FileDigest.combined(digests),
        PipelineLoader.scheduler(checkpoint, config),
        ModelDefaults.of(checkpoint));
  }

  /** What rows of the prompt table have where their columns are null. */
  RowDefaults rowDefaults(long maxPixels) {
    return RowDefaults.of(family.defaultSize(), defaults.values(), maxPixels);
  }
}

package io.latentmill.job.run;

import io.latentmill.job.report.ReportFacts;
import io.latentmill.job.sink.metadata.ModelIdentity;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.pipeline.ModelCheck;
import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.pipeline.load.ModelDefaults;
import io.latentmill.udf.pipeline.load.ModelDigests;
import io.latentmill.udf.pipeline.load.ModelLicence;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.scores.Scorer;
import io.latentmill.udf.sql.row.RowDefaults;
import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.FileDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
 * @param others those that rows may name, by their names
 * @param licence as its card names it
 */
record ModelFacts(
    String name,
    ModelConfig family,
    List<FileDigest> files,
    String sha256,
    SchedulerConfig scheduler,
    ModelDefaults defaults,
    SortedMap<String, ModelFacts> others,
    Optional<String> licence) {

  /** The same under the licence that an output has on record. */
  ModelFacts withLicence(Optional<String> other) {
    return new ModelFacts(name, family, files, sha256, scheduler, defaults, others, other);
  }

  /**
   * Reads and checks a run's models, and checks those that score.
   *
   * @throws LatentmillException (model) naming what is wrong with one
   */
  static ModelFacts read(RunOptions options, Configuration configuration) {
    Scorer.check(options.curation().scoring().models(), configuration);
    SortedMap<String, ModelFacts> others = new TreeMap<>();
    options
        .models()
        .forEach(
            (name, spec) -> others.put(name, read(name, spec, configuration, new TreeMap<>())));
    return read(options.pipeline().modelName(), options.pipeline(), configuration, others);
  }

  private static ModelFacts read(
      String name,
      PipelineSpec spec,
      Configuration configuration,
      SortedMap<String, ModelFacts> others) {
    Checkpoint checkpoint = PipelineLoader.open(spec, configuration);
    List<String> faults = ModelCheck.faults(spec, checkpoint, configuration);
    if (!faults.isEmpty()) {
      throw new LatentmillException(FailureKind.MODEL, String.join("; ", faults));
    }
    ModelConfig config = ModelConfig.of(checkpoint);
    List<FileDigest> digests = ModelDigests.of(spec, checkpoint, configuration);
    return new ModelFacts(
        name,
        config,
        digests,
        FileDigest.combined(digests),
        PipelineLoader.scheduler(checkpoint, config),
        ModelDefaults.of(checkpoint),
        others,
        ModelLicence.of(checkpoint));
  }

  /** As the report has it. */
  ReportFacts.Model reported() {
    SortedMap<String, String> digests = new TreeMap<>();
    others.forEach((other, facts) -> digests.put(other, facts.sha256()));
    return new ReportFacts.Model(name, sha256, digests);
  }

  /** As the metadata has it. */
  ModelIdentity identity() {
    return new ModelIdentity(name, sha256, scheduler.samplerName().label());
  }

  /** What rows of the prompt table have where their columns are null. */
  RowDefaults rowDefaults(long maxPixels) {
    Map<String, RowDefaults> ofOthers = new TreeMap<>();
    others.forEach((name, model) -> ofOthers.put(name, model.rowDefaults(maxPixels)));
    return RowDefaults.of(family.defaultSize(), defaults.values(), maxPixels).withModels(ofOthers);
  }
}

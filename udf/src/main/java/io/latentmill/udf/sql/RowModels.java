package io.latentmill.udf.sql;

import io.latentmill.udf.bits.ProgramVersion;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.pipeline.ParametersText;
import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.pipeline.load.ModelDefaults;
import io.latentmill.udf.pipeline.load.ModelDigests;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.sql.row.RowDefaults;
import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.FileDigest;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** What rows need to know of models, kept as {@link PipelineCache} keeps pipelines. */
final class RowModels {
  private static final Map<Key, RowModel> MODELS = new HashMap<>();

  private RowModels() {}

  private record Key(PipelineSpec spec, long maxPixels) {}

  /**
   * A model.
   *
   * @param defaults what rows have where their columns are null, without bounds for their paths
   * @param parameters as they are written into images
   */
  record RowModel(RowDefaults defaults, ParametersText parameters) {}

  /** Of a pipeline; the first call reads the model's files, as their digests are asked for. */
  static RowModel get(FunctionSettings settings, Configuration configuration) {
    synchronized (MODELS) {
      return MODELS.computeIfAbsent(
          new Key(settings.pipeline(), settings.maxPixels()),
          key -> read(key.spec(), key.maxPixels(), configuration));
    }
  }

  private static RowModel read(PipelineSpec spec, long maxPixels, Configuration configuration) {
    Checkpoint checkpoint = PipelineLoader.open(spec, configuration);
    ModelConfig config = ModelConfig.of(checkpoint);
    return new RowModel(
        RowDefaults.of(config.defaultSize(), ModelDefaults.of(checkpoint).values(), maxPixels),
        new ParametersText(
            PipelineLoader.scheduler(checkpoint, config),
            spec.modelName(),
            FileDigest.combined(ModelDigests.of(spec, checkpoint, configuration)),
            ProgramVersion.TEXT));
  }
}

package io.latentmill.job.sink.metadata;

import io.latentmill.job.columns.OutputColumn;
import io.latentmill.udf.bits.Float16;
import io.latentmill.udf.bits.Sha256;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Failed;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.request.QualityFlag;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a row.
 *
 * @param columns the output's own columns; those that it lacks are null in the metadata
 * @param latents if they are kept
 */
record OutcomeColumns(Map<OutputColumn, Object> columns, Optional<Sample.Latents> latents) {

  static OutcomeColumns of(
      GenerationResult result,
      Optional<byte[]> image,
      MetadataOptions options,
      Optional<String> modelName) {
    Map<OutputColumn, Object> columns = new EnumMap<>(OutputColumn.class);
    Optional<ModelIdentity> model = options.model(modelName);
    columns.put(OutputColumn.MODEL, model.map(ModelIdentity::name).or(() -> modelName).get());
    model.ifPresent(it -> columns.put(OutputColumn.MODEL_SHA256, it.sha256()));
    if (result instanceof Failed failed) {
      columns.put(OutputColumn.STATUS, "failed");
      columns.put(OutputColumn.FAILURE_KIND, failed.kind().label());
      columns.put(OutputColumn.MESSAGE, failed.message());
      columns.put(OutputColumn.FLAGS, new String[0]);
      return new OutcomeColumns(columns, Optional.empty());
    }
    Generated generated = (Generated) result;
    GenerationResult.Latents latents = generated.latents();
    columns.put(OutputColumn.STATUS, "generated");
    columns.put(OutputColumn.FORMAT, options.image().label());
    columns.put(OutputColumn.IMAGE_SHA256, Sha256.hex(image.orElseThrow()));
    columns.put(
        OutputColumn.LATENTS_SHAPE,
        new int[] {latents.channels(), latents.height(), latents.width()});
    columns.put(OutputColumn.SCALING_FACTOR, latents.scalingFactor());
    columns.put(
        OutputColumn.FLAGS,
        generated.flags().stream().sorted().map(QualityFlag::label).toArray(String[]::new));
    return new OutcomeColumns(
        columns, options.latents() ? Optional.of(stored(latents)) : Optional.empty());
  }

  private static Sample.Latents stored(GenerationResult.Latents latents) {
    return new Sample.Latents(
        Float16.littleEndian(latents.values()),
        latents.channels(),
        latents.height(),
        latents.width());
  }
}

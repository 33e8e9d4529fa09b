package io.latentmill.job.sink.metadata;

import io.latentmill.job.columns.OutputColumn;
import io.latentmill.udf.bits.Float16;
import io.latentmill.udf.bits.Sha256;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Failed;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.request.QualityFlag;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a row.
 *
 * @param columns the output's own columns by name; those that it lacks are null in the metadata
 * @param latents if they are kept
 */
record OutcomeColumns(Map<String, Object> columns, Optional<Sample.Latents> latents) {

  static OutcomeColumns of(
      Outcome outcome,
      Optional<byte[]> image,
      MetadataOptions options,
      Optional<String> modelName) {
    GenerationResult result = outcome.result();
    Map<String, Object> columns = options.extras().values(outcome);
    Optional<ModelIdentity> model = options.model(modelName);
    columns.put(
        OutputColumn.MODEL.label(), model.map(ModelIdentity::name).or(() -> modelName).get());
    modelName.ifPresent(name -> columns.remove(ExtraColumns.MODEL_LICENCE));
    model.ifPresent(it -> columns.put(OutputColumn.MODEL_SHA256.label(), it.sha256()));
    if (result instanceof Failed failed) {
      columns.put(OutputColumn.STATUS.label(), "failed");
      columns.put(OutputColumn.FAILURE_KIND.label(), failed.kind().label());
      columns.put(OutputColumn.MESSAGE.label(), failed.message());
      columns.put(OutputColumn.FLAGS.label(), new String[0]);
      return new OutcomeColumns(columns, Optional.empty());
    }
    Generated generated = (Generated) result;
    GenerationResult.Latents latents = generated.latents();
    columns.put(OutputColumn.STATUS.label(), "generated");
    columns.put(OutputColumn.FORMAT.label(), options.image().label());
    columns.put(
        OutputColumn.IMAGE_SHA256.label(), image.map(bytes -> Sha256.hex(bytes)).orElse(null));
    columns.put(
        OutputColumn.LATENTS_SHAPE.label(),
        new int[] {latents.channels(), latents.height(), latents.width()});
    columns.put(OutputColumn.SCALING_FACTOR.label(), latents.scalingFactor());
    columns.put(
        OutputColumn.FLAGS.label(),
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

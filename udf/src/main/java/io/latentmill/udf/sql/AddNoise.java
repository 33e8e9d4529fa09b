package io.latentmill.udf.sql;

import io.latentmill.udf.pipeline.Stages;
import io.latentmill.udf.request.GenerationResult.Latents;
import io.latentmill.udf.sql.row.Conversions;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** {@code add_noise}: latents, their shape, a timestep and a seed to noisy latents. */
record AddNoise(FunctionSettings settings) implements StageFunction {
  @Override
  public String label() {
    return "add_noise";
  }

  @Override
  public StructType resultType() {
    return LATENTS;
  }

  @Override
  public Object[] run(Stages stages, Row arguments, Configuration configuration) {
    Latents latents = StageFunction.latents(stages, arguments);
    Object timestep = Arguments.given("timestep", arguments.get(2));
    Object seed = Arguments.given("seed", arguments.get(3));
    return StageFunction.values(
        stages.noisy(
            latents, Conversions.integer("timestep", timestep), Conversions.whole("seed", seed)));
  }
}

package io.latentmill.udf.sql;

import io.latentmill.udf.sql.catalyst.BatchFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructType;

/** Adds the noise of a timestep to latents, drawn from a seed. */
public final class LatentNoise extends RowTransformer<LatentNoise> {
  private String[] inputCols = {"latents", "latents_shape", "timestep", "seed"};

  /** From columns latents, latents_shape, timestep and seed to column noisy. */
  public LatentNoise() {
    super("noisy");
  }

  /** The columns of latents, shape, timestep and seed. */
  public LatentNoise setInputCols(String latents, String shape, String timestep, String seed) {
    inputCols = new String[] {latents, shape, timestep, seed};
    return this;
  }

  @Override
  BatchFunction function(FunctionSettings settings) {
    return new AddNoise(settings);
  }

  @Override
  Column[] arguments(StructType row) {
    return columns(inputCols);
  }
}

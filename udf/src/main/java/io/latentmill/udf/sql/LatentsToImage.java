package io.latentmill.udf.sql;

import io.latentmill.udf.sql.catalyst.BatchFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructType;

/** Latents, as arrays of numbers or as the job writes them, to images. */
public final class LatentsToImage extends RowTransformer<LatentsToImage> {
  private String inputCol = "latents";
  private String shapeCol = "latents_shape";

  /** From columns latents and latents_shape to column image. */
  public LatentsToImage() {
    super("image");
  }

  /** The column of latents. */
  public LatentsToImage setInputCol(String name) {
    inputCol = name;
    return this;
  }

  /** The column of their shapes: channels, height, width. */
  public LatentsToImage setShapeCol(String name) {
    shapeCol = name;
    return this;
  }

  @Override
  BatchFunction function(FunctionSettings settings) {
    return new DecodeLatents(settings);
  }

  @Override
  Column[] arguments(StructType row) {
    return columns(inputCol, shapeCol);
  }
}

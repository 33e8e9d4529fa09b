package io.latentmill.udf.sql;

import io.latentmill.udf.sql.catalyst.BatchFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructType;

/** Images, binary or by path, to latents. */
public final class ImageToLatents extends RowTransformer<ImageToLatents> {
  private String inputCol = "image";

  /** From column image to column latents. */
  public ImageToLatents() {
    super("latents");
  }

  /** The column that is read. */
  public ImageToLatents setInputCol(String name) {
    inputCol = name;
    return this;
  }

  @Override
  BatchFunction function(FunctionSettings settings) {
    return new EncodeImage(settings);
  }

  @Override
  Column[] arguments(StructType row) {
    return columns(inputCol);
  }
}

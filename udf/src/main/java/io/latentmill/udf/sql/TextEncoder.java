package io.latentmill.udf.sql;

import io.latentmill.udf.sql.catalyst.BatchFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructType;

/** Prompts to what the model's U-Net sees of them. */
public final class TextEncoder extends RowTransformer<TextEncoder> {
  private String inputCol = "prompt";

  /** From column prompt to column embedding. */
  public TextEncoder() {
    super("embedding");
  }

  /** The column that is read. */
  public TextEncoder setInputCol(String name) {
    inputCol = name;
    return this;
  }

  @Override
  BatchFunction function(FunctionSettings settings) {
    return new EncodeText(settings);
  }

  @Override
  Column[] arguments(StructType row) {
    return columns(inputCol);
  }
}

package io.latentmill.udf.sql;

import io.latentmill.udf.pipeline.Stages;
import io.latentmill.udf.sql.row.Conversions;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** {@code encode_text}: a prompt as the model's U-Net sees it. */
record EncodeText(FunctionSettings settings) implements StageFunction {
  private static final StructType RESULT =
      Outcome.type(
          new StructType()
              .add("embedding", DataTypes.createArrayType(DataTypes.FloatType, false))
              .add("shape", DataTypes.createArrayType(DataTypes.IntegerType, false))
              .add("pooled", DataTypes.createArrayType(DataTypes.FloatType, false)));

  @Override
  public String label() {
    return "encode_text";
  }

  @Override
  public StructType resultType() {
    return RESULT;
  }

  @Override
  public Object[] run(Stages stages, Row arguments, Configuration configuration) {
    Object prompt = Arguments.given("prompt", arguments.get(0));
    Stages.Text text = stages.encode(Conversions.text("prompt", prompt));
    return new Object[] {
      text.hidden(), new int[] {text.tokens(), text.channels()}, text.pooled().orElse(null)
    };
  }
}

package io.latentmill.udf.sql;

import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.pipeline.Stages;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** {@code decode_latents}: latents and their shape to an image. */
record DecodeLatents(FunctionSettings settings) implements StageFunction {
  private static final StructType RESULT =
      Outcome.type(
          new StructType()
              .add("image", DataTypes.BinaryType)
              .add("width", DataTypes.IntegerType)
              .add("height", DataTypes.IntegerType));

  @Override
  public String label() {
    return "decode_latents";
  }

  @Override
  public StructType resultType() {
    return RESULT;
  }

  @Override
  public Object[] run(Stages stages, Row arguments, Configuration configuration) {
    RgbImage image = stages.decode(StageFunction.latents(stages, arguments));
    byte[] png = ImageEncoder.png().encode(image, Optional.empty());
    return new Object[] {png, image.width(), image.height()};
  }
}

package io.latentmill.udf.sql;

import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.pipeline.Stages;
import io.latentmill.udf.pipeline.image.ImageFiles;
import io.latentmill.udf.request.GenerationResult.Latents;
import io.latentmill.udf.request.ImageSource;
import io.latentmill.udf.sql.catalyst.BatchFunction;
import io.latentmill.udf.sql.row.Conversions;
import io.latentmill.udf.sql.row.PlainValues;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A function that does one part of a pipeline's work, on one row after another. */
interface StageFunction extends BatchFunction {
  /** Latents in SQL. */
  StructType LATENTS =
      Outcome.type(
          new StructType()
              .add("latents", DataTypes.createArrayType(DataTypes.FloatType, false))
              .add("shape", DataTypes.createArrayType(DataTypes.IntegerType, false)));

  FunctionSettings settings();

  /**
   * Does it.
   *
   * @return the values of the result's fields, but for the reason of a failure
   */
  Object[] run(Stages stages, Row arguments, Configuration configuration);

  @Override
  default int rowsAtOnce() {
    return settings().rowsAtOnce();
  }

  @Override
  default List<Row> apply(List<Row> arguments, Configuration configuration) {
    return settings()
        .loaded(configuration)
        .stage(
            stages ->
                arguments.stream()
                    .map(row -> Outcome.of(resultType(), () -> run(stages, row, configuration)))
                    .toList());
  }

  /** The image that an argument is, or names. */
  static RgbImage image(
      String name, Object value, FunctionSettings settings, Configuration configuration) {
    Map<String, Object> image = Conversions.image(name, Arguments.given(name, value));
    if (image.get("path") instanceof String path) {
      settings.roots(configuration).check(name, path);
      return ImageFiles.read(name, new ImageSource.Stored(path), configuration);
    }
    return ImageFiles.read(
        name, new ImageSource.Inline((byte[]) image.get("bytes")), configuration);
  }

  /** The latents that the first two arguments are. */
  static Latents latents(Stages stages, Row arguments) {
    float[] values = Arguments.floats("latents", PlainValues.of(arguments.get(0)));
    int[] shape = Arguments.shape(PlainValues.of(arguments.get(1)));
    return stages.latents(values, shape[1], shape[2]);
  }

  /** The same as values of {@link #LATENTS}. */
  static Object[] values(Latents latents) {
    return new Object[] {
      latents.values(), new int[] {latents.channels(), latents.height(), latents.width()}
    };
  }
}

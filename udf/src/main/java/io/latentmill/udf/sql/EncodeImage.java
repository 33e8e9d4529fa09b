package io.latentmill.udf.sql;

import io.latentmill.udf.image.Resize;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.pipeline.Stages;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sql.row.PlainValues;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * {@code encode_image}: an image, resized to the next smaller multiples of 8, to latents as the
 * U-Net sees them.
 */
record EncodeImage(FunctionSettings settings) implements StageFunction {
  @Override
  public String label() {
    return "encode_image";
  }

  @Override
  public StructType resultType() {
    return LATENTS;
  }

  @Override
  public Object[] run(Stages stages, Row arguments, Configuration configuration) {
    Object given = PlainValues.of(arguments.get(0));
    RgbImage image = StageFunction.image("image", given, settings, configuration);
    int width = image.width() / ImageSize.MULTIPLE * ImageSize.MULTIPLE;
    int height = image.height() / ImageSize.MULTIPLE * ImageSize.MULTIPLE;
    if (width == 0 || height == 0 || (long) width * height > settings.maxPixels()) {
      throw LatentmillException.user(
          "image %dx%d is not of %d pixels a side to max-pixels %d",
          image.width(), image.height(), ImageSize.MULTIPLE, settings.maxPixels());
    }
    return StageFunction.values(stages.encode(Resize.lanczos(image, width, height)));
  }
}

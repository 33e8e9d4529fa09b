package io.latentmill.job.run;

import io.latentmill.udf.image.GenerationParameters;
import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.image.SamplerLabel;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.sql.RequestRow;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Encodes images as the run has them, with the parameters that they were generated from. */
final class RowEncoder {
  private final TaskSpec spec;
  private final ImageEncoder encoder;

  RowEncoder(TaskSpec spec) {
    this.spec = spec;
    this.encoder = ImageEncoder.of(spec.image(), spec.quality());
  }

  byte[] encode(Row planned, Generated generated) {
    GenerationRequest request = RequestRow.decode(planned);
    String sampler =
        SamplerLabel.of(
            request.sampling().name().orElse(spec.sampler()), request.sampling().options());
    GenerationParameters parameters =
        new GenerationParameters(
            request,
            sampler,
            spec.metadata().options().model(),
            spec.metadata().options().modelSha256(),
            spec.version());
    RgbImage image =
        new RgbImage(generated.size().width(), generated.size().height(), generated.rgb());
    return encoder.encode(image, Optional.of(parameters.text()));
  }
}

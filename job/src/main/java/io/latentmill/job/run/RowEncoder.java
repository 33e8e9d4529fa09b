package io.latentmill.job.run;

import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.Marking;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.sql.row.RequestRow;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Encodes images as the run has them, with the parameters that they were generated from. */
public final class RowEncoder {
  private final TaskSpec spec;
  private final ImageEncoder encoder;
  private final Marking marking;

  /** Of a run. */
  public RowEncoder(TaskSpec spec) {
    this.spec = spec;
    this.encoder = ImageEncoder.of(spec.image(), spec.quality());
    this.marking = spec.marking();
  }

  /** An image file. */
  public byte[] encode(Row planned, Generated generated) {
    RgbImage image =
        new RgbImage(generated.size().width(), generated.size().height(), generated.rgb());
    GenerationRequest request = RequestRow.decode(planned);
    Optional<String> text = Optional.of(spec.model(request).parameters().of(request));
    return encoder.encode(image, text, marking);
  }
}

package io.latentmill.job.run;

import io.latentmill.job.sink.ShardSink;
import io.latentmill.job.sink.Telemetry;
import io.latentmill.udf.image.GenerationParameters;
import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.image.SamplerLabel;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.sql.PipelineCache;
import io.latentmill.udf.sql.RequestRow;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Encodes a batch's images and writes its rows. */
final class BatchWriter {
  private final ShardSink sink;
  private final TaskSpec spec;
  private final ImageEncoder encoder;
  private final String device;
  private final String attempt;
  private final String executor;

  BatchWriter(ShardSink sink, TaskSpec spec, String device, String attempt, String executor) {
    this.sink = sink;
    this.spec = spec;
    this.encoder = ImageEncoder.of(spec.image(), spec.quality());
    this.device = device;
    this.attempt = attempt;
    this.executor = executor;
  }

  /** All rows. */
  void write(DoneBatch batch) throws IOException {
    for (int slot = 0; slot < batch.rows().size(); slot++) {
      write(batch, slot);
    }
  }

  /** One row. */
  void write(DoneBatch batch, int slot) throws IOException {
    Row row = batch.rows().get(slot);
    GenerationResult result = batch.results().get(slot);
    long start = System.nanoTime();
    Optional<byte[]> image =
        result instanceof Generated generated
            ? Optional.of(encode(row, generated))
            : Optional.empty();
    double encodeMillis = (System.nanoTime() - start) / 1e6;
    sink.write(row, result, image);
    sink.record(telemetry(batch, result.id(), encodeMillis));
  }

  private byte[] encode(Row row, Generated generated) {
    GenerationRequest request = RequestRow.decode(row);
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

  private Telemetry telemetry(DoneBatch batch, String id, double encodeMillis) {
    return new Telemetry(
        id,
        batch.millis(),
        batch.rows().size(),
        encodeMillis,
        device,
        executor,
        attempt,
        batch.timings().halvings(),
        PipelineCache.loads(),
        Instant.now());
  }
}

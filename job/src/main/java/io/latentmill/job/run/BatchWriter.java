package io.latentmill.job.run;

import io.latentmill.job.sink.ShardSink;
import io.latentmill.job.sink.metadata.Outcome;
import io.latentmill.job.sink.metadata.Telemetry;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.sql.PipelineCache;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Encodes a batch's images and writes its rows. */
final class BatchWriter {
  private final ShardSink sink;
  private final RowEncoder encoder;
  private final String device;
  private final String attempt;
  private final String executor;

  BatchWriter(ShardSink sink, TaskSpec spec, String device, String attempt, String executor) {
    this.sink = sink;
    this.encoder = new RowEncoder(spec);
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
    Outcome outcome = batch.outcomes().get(slot);
    GenerationResult result = outcome.result();
    long start = System.nanoTime();
    Optional<byte[]> image =
        result instanceof Generated generated
            ? Optional.of(encoder.encode(row, generated))
            : Optional.empty();
    double encodeMillis = (System.nanoTime() - start) / 1e6;
    sink.write(row, outcome, image);
    sink.record(telemetry(batch, result.id(), encodeMillis));
  }

  private Telemetry telemetry(DoneBatch batch, String id, double encodeMillis) {
    return new Telemetry(
        id,
        batch.timings().deviceMillis(),
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

package io.latentmill.job.run;

import io.latentmill.job.sink.ShardSink;
import io.latentmill.job.sink.metadata.Telemetry;
import io.latentmill.job.sink.stored.StoredChunk;
import io.latentmill.job.sink.stored.StoredFailures;
import io.latentmill.job.sink.stored.StoredSamples;
import io.latentmill.job.sink.stored.StoredTelemetry;
import io.latentmill.udf.request.GenerationResult.Failed;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** A committed shard whose rows are copied into a new one. */
final class StoredShard implements Closeable {
  private final ShardSink target;
  private final Map<String, Failed> failures;
  private final Map<String, Telemetry> telemetry;
  private final StoredSamples samples;

  private StoredShard(
      ShardSink target,
      Map<String, Failed> failures,
      Map<String, Telemetry> telemetry,
      StoredSamples samples) {
    this.target = target;
    this.failures = failures;
    this.telemetry = telemetry;
    this.samples = samples;
  }

  /** Opens the shard as a committed attempt has it. */
  static StoredShard open(ShardWork.Shard shard, StoredChunk chunk) throws IOException {
    return new StoredShard(
        shard.sink(),
        StoredFailures.read(shard.configuration(), chunk, shard.number()),
        StoredTelemetry.read(shard.configuration(), chunk, shard.number()),
        StoredSamples.open(shard.configuration(), chunk, shard.spec().metadata(), shard.number()));
  }

  /** How rows failed, by id; rows that are absent were generated. */
  Map<String, Failed> failures() {
    return failures;
  }

  /** Writes a row as it was. Rows are asked for in plan order. */
  void copy(Row planned) throws IOException {
    String id = planned.getAs("id");
    Failed failure = failures.get(id);
    if (failure == null) {
      target.write(samples.read(id));
    } else {
      target.write(planned, failure, Optional.empty());
    }
    target.record(telemetry.get(id));
  }

  @Override
  public void close() throws IOException {
    samples.close();
  }
}

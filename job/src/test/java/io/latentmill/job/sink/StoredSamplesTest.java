package io.latentmill.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.ledger.AttemptOutput;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.sink.commit.ChunkCommitter;
import io.latentmill.job.sink.commit.TaskOutput;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.job.sink.metadata.Telemetry;
import io.latentmill.job.sink.stored.StoredChunk;
import io.latentmill.job.sink.stored.StoredFailures;
import io.latentmill.job.sink.stored.StoredSamples;
import io.latentmill.job.sink.stored.StoredTelemetry;
import io.latentmill.udf.request.GenerationResult.Failed;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A chunk whose rows are copied is the chunk, in every byte of every format. */
@ExtendWith(LocalSpark.class)
class StoredSamplesTest {
  private static final Set<SinkFormat> ALL = EnumSet.allOf(SinkFormat.class);

  @TempDir Path output;

  @ParameterizedTest
  @EnumSource(SinkFormat.class)
  void copiesAreEqualInEveryByte(SinkFormat source) throws Exception {
    Manifest all = ChunkFixture.write(output, ALL, true);
    Manifest manifest = only(all, source);
    MetadataSchema schema = SinkFixture.schema(true);
    ChunkCommitter chunk = SinkFixture.chunk(output, "000003-8.0", ALL);
    StoredChunk stored = SinkFormat.stored(chunk.output(), manifest);
    chunk.setup();
    List<ShardReceipt> receipts =
        SinkFixture.runTasks(SinkFixture.shards(), shard -> copy(chunk, stored, schema, shard));
    ChunkReceipt copied = ChunkSeal.seal(chunk, schema, receipts, SinkFixture.IDS.size());
    assertThat(digests(copied.outputs())).isEqualTo(digests(all.outputs()));
  }

  private static Manifest only(Manifest all, SinkFormat format) {
    return new Manifest(
        all.attempt(),
        all.plan(),
        all.outputs().stream()
            .filter(
                place -> Set.of(format.label(), "sidecar", "telemetry").contains(place.format()))
            .toList(),
        all.rows(),
        List.of());
  }

  private static Map<String, String> digests(List<AttemptOutput> places) {
    Map<String, String> digests = new TreeMap<>();
    for (var place : places) {
      place.files().forEach(file -> digests.put(place.format() + "/" + file.name(), file.sha256()));
    }
    return digests;
  }

  private static ShardReceipt copy(
      ChunkCommitter chunk, StoredChunk source, MetadataSchema schema, int shard) throws Exception {
    int first = shard * SinkFixture.ROWS_PER_SHARD;
    int end = Math.min(SinkFixture.IDS.size(), first + SinkFixture.ROWS_PER_SHARD);
    Configuration configuration = new Configuration();
    Map<String, Failed> failures = StoredFailures.read(configuration, source, shard);
    Map<String, Telemetry> telemetry = StoredTelemetry.read(configuration, source, shard);
    try (TaskOutput task = chunk.startTask(TaskContext.get());
        ShardSink sink = ShardSink.open(task, ALL, schema, shard);
        StoredSamples stored = StoredSamples.open(configuration, source, schema, shard)) {
      for (int index = first; index < end; index++) {
        String id = SinkFixture.IDS.get(index);
        if (failures.containsKey(id)) {
          sink.write(PlanRows.row(id, index), failures.get(id), Optional.empty());
        } else {
          sink.write(stored.read(id));
        }
        sink.record(telemetry.get(id));
      }
      ShardReceipt receipt = sink.finish();
      task.commit();
      return receipt;
    }
  }
}

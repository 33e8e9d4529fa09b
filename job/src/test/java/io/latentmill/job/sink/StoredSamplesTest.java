package io.latentmill.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.ledger.AttemptOutput;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.sink.commit.ChunkCommitter;
import io.latentmill.job.sink.commit.TaskOutput;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.job.sink.metadata.Sample;
import io.latentmill.udf.request.GenerationResult;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A chunk whose good rows are copied is the chunk, in every byte of every format. */
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
    StoredChunk stored = StoredChunk.of(chunk.output(), manifest);
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
                place -> place.format().equals(format.label()) || place.format().equals("sidecar"))
            .toList(),
        all.rows(),
        List.of());
  }

  private static Map<String, String> digests(List<AttemptOutput> places) {
    Map<String, String> digests = new TreeMap<>();
    for (var place : places) {
      if (!place.format().equals("telemetry")) {
        place
            .files()
            .forEach(file -> digests.put(place.format() + "/" + file.name(), file.sha256()));
      }
    }
    return digests;
  }

  private static ShardReceipt copy(
      ChunkCommitter chunk, StoredChunk source, MetadataSchema schema, int shard) throws Exception {
    int first = shard * SinkFixture.ROWS_PER_SHARD;
    int end = Math.min(SinkFixture.IDS.size(), first + SinkFixture.ROWS_PER_SHARD);
    List<String> ids = SinkFixture.IDS.subList(first, end);
    try (TaskOutput task = chunk.startTask(TaskContext.get());
        ShardSink sink = ShardSink.open(task, ALL, schema, shard);
        StoredSamples stored =
            StoredSamples.open(new Configuration(), source, schema, shard, ids::contains)) {
      for (int index = first; index < end; index++) {
        GenerationResult result = SinkFixture.result(index);
        if (result instanceof GenerationResult.Failed) {
          sink.write(PlanRows.row(SinkFixture.IDS.get(index), index), result, Optional.empty());
        } else {
          Sample sample = stored.next().orElseThrow();
          assertThat(sample.row().<String>getAs("id")).isEqualTo(result.id());
          sink.write(sample);
        }
      }
      assertThat(stored.next()).isEmpty();
      ShardReceipt receipt = sink.finish();
      task.commit();
      return receipt;
    }
  }
}

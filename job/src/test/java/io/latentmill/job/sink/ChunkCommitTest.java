package io.latentmill.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.sink.commit.ChunkCommitter;
import io.latentmill.job.sink.commit.ChunkValidator;
import io.latentmill.job.sink.commit.HashedFile;
import io.latentmill.job.sink.commit.TaskOutput;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.udf.request.LatentmillException;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.TaskContext;
import org.apache.spark.executor.CommitDeniedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a chunk attempt leaves behind when its tasks fail, come late or are damaged afterwards. */
@ExtendWith(LocalSpark.class)
class ChunkCommitTest {
  private static final Set<SinkFormat> PARQUET = Set.of(SinkFormat.PARQUET);
  private static final String ATTEMPT = "000000-1.1";

  @TempDir Path output;

  @Test
  void nothingIsVisibleBeforeTheDriverCommits() throws Exception {
    ChunkCommitter chunk = SinkFixture.chunk(output, ATTEMPT, PARQUET);
    MetadataSchema schema = SinkFixture.schema(false);
    chunk.setup();
    SinkFixture.runTasks(1, shard -> SinkFixture.writeShard(chunk, PARQUET, schema, shard));
    assertThat(visible()).isEmpty();
    chunk.commit();
    assertThat(visible())
        .containsExactlyInAnyOrder(
            "_latentmill/telemetry/000000-1.1/telemetry-000000.parquet",
            "data/parquet/000000-1.1/train-000000.parquet");
  }

  @Test
  void anAttemptThatFailsHalfWayLeavesNothing() throws Exception {
    ChunkCommitter chunk = SinkFixture.chunk(output, ATTEMPT, PARQUET);
    MetadataSchema schema = SinkFixture.schema(false);
    chunk.setup();
    List<ShardReceipt> receipts =
        SinkFixture.runTasks(
            SinkFixture.shards(),
            shard -> {
              if (TaskContext.get().attemptNumber() == 0) {
                failHalfWay(chunk, schema, shard);
              }
              return SinkFixture.writeShard(chunk, PARQUET, schema, shard);
            });
    ChunkReceipt receipt = ChunkSeal.seal(chunk, schema, receipts, SinkFixture.IDS.size());
    assertThat(visible())
        .containsExactlyInAnyOrderElementsOf(
            receipt.files().stream().map(file -> file.path(ATTEMPT)).toList());
  }

  private static void failHalfWay(ChunkCommitter chunk, MetadataSchema schema, int shard)
      throws Exception {
    try (TaskOutput task = chunk.startTask(TaskContext.get());
        ShardSink sink = ShardSink.open(task, PARQUET, schema, shard)) {
      SinkFixture.writeRow(sink, 0);
      throw new IllegalStateException("the disk is full");
    }
  }

  @Test
  void aTaskThatStartsAfterTheEndFails() throws Exception {
    ChunkCommitter chunk = SinkFixture.chunk(output, ATTEMPT, PARQUET);
    MetadataSchema schema = SinkFixture.schema(false);
    chunk.setup();
    chunk.abort();
    assertThatThrownBy(
            () ->
                SinkFixture.runTasks(
                    1, shard -> SinkFixture.writeShard(chunk, PARQUET, schema, shard)))
        .hasMessageContaining(
            "Cannot write to file:%s/data/parquet/000000-1.1: the chunk attempt is over"
                .formatted(output));
    assertThat(output.resolve("data/parquet/000000-1.1")).doesNotExist();
  }

  @Test
  void aTaskThatGoesOnAfterTheEndPublishesNothing() throws Exception {
    ChunkCommitter chunk = SinkFixture.chunk(output, ATTEMPT, PARQUET);
    chunk.setup();
    SinkFixture.runTasks(1, shard -> goOnAfterAbort(chunk));
    assertThat(output.resolve("data/parquet/000000-1.1")).doesNotExist();
  }

  private static ShardReceipt goOnAfterAbort(ChunkCommitter chunk) throws Exception {
    try (TaskOutput task = chunk.startTask(TaskContext.get())) {
      HashedFile early = task.create(ParquetFormat.DATA, "early.parquet");
      chunk.abort();
      early.write(1);
      early.close();
      assertThatThrownBy(() -> task.create(ParquetFormat.DATA, "late.parquet"))
          .isInstanceOf(FileNotFoundException.class);
      task.commit();
    }
    return new ShardReceipt(0, List.of(), 0, Map.of(), 0);
  }

  @Test
  void aDriverThatWasTakenOverDoesNotBringItsDirectoryBack() throws Exception {
    Set<SinkFormat> formats = Set.of(SinkFormat.FILES);
    ChunkCommitter chunk = SinkFixture.chunk(output, ATTEMPT, formats);
    MetadataSchema schema = SinkFixture.schema(false);
    chunk.setup();
    SinkFixture.runTasks(1, shard -> SinkFixture.writeShard(chunk, formats, schema, shard));
    chunk.commit();
    Path directory = output.resolve("data/files/" + ATTEMPT);
    chunk.createOnDriver(FilesFormat.DATA, "metadata.parquet").close();
    assertThat(directory.resolve("metadata.parquet")).exists();

    FileUtil.fullyDelete(directory.toFile());

    assertThatThrownBy(() -> chunk.createOnDriver(FilesFormat.DATA, "failed.parquet"))
        .isInstanceOf(FileNotFoundException.class);
    assertThat(directory).doesNotExist();
  }

  @Test
  void onlyOneAttemptOfATaskCommits() throws Exception {
    ChunkCommitter chunk = SinkFixture.chunk(output, ATTEMPT, PARQUET);
    chunk.setup();
    SinkFixture.runTasks(
        1,
        shard -> {
          commitEmpty(chunk);
          // Asked once more, Spark's coordinator answers as it answers a second attempt.
          assertThatThrownBy(() -> commitEmpty(chunk)).isInstanceOf(CommitDeniedException.class);
          return new ShardReceipt(0, List.of(), 0, Map.of(), 0);
        });
  }

  private static void commitEmpty(ChunkCommitter chunk) throws Exception {
    try (TaskOutput task = chunk.startTask(TaskContext.get())) {
      task.create(ParquetFormat.DATA, "x.parquet").close();
      task.commit();
    }
  }

  @Test
  void aMissingRowIsFoundBeforeTheManifest() throws Exception {
    ChunkCommitter chunk = SinkFixture.chunk(output, ATTEMPT, PARQUET);
    MetadataSchema schema = SinkFixture.schema(false);
    chunk.setup();
    List<ShardReceipt> receipts =
        SinkFixture.runTasks(1, shard -> SinkFixture.writeShard(chunk, PARQUET, schema, shard));
    assertThatThrownBy(() -> ChunkSeal.seal(chunk, schema, receipts, 6))
        .isInstanceOf(LatentmillException.class)
        .hasMessage("Cannot commit chunk attempt 000000-1.1: it has 5 rows, the plan has 6");
  }

  @Test
  void damageIsNamed() throws Exception {
    ChunkCommitter chunk = SinkFixture.chunk(output, ATTEMPT, PARQUET);
    ChunkReceipt receipt = SinkFixture.writeChunk(output, ATTEMPT, PARQUET, false);
    String directory = "Cannot commit file:%s/data/parquet/000000-1.1: ".formatted(output);
    Path shard = output.resolve("data/parquet/000000-1.1/train-000001.parquet");
    Path strange = shard.resolveSibling("strange");

    Files.writeString(strange, "?");
    assertThatThrownBy(() -> ChunkValidator.validate(chunk, receipt.files()))
        .hasMessage(directory + "strange was written by no task of this attempt");
    Files.delete(strange);
    long bytes = Files.size(shard);
    Files.writeString(shard, "short");
    assertThatThrownBy(() -> ChunkValidator.validate(chunk, receipt.files()))
        .hasMessage(directory + "train-000001.parquet has 5 bytes, written were " + bytes);
    Files.delete(shard);
    assertThatThrownBy(() -> ChunkValidator.validate(chunk, receipt.files()))
        .hasMessage(directory + "train-000001.parquet is missing");
  }

  private List<String> visible() throws Exception {
    try (Stream<Path> paths = Files.walk(output)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> output.relativize(path).toString())
          .filter(path -> !path.contains("_temporary"))
          .toList();
    }
  }
}

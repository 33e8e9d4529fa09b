package io.latentmill.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.cluster.S3Server;
import io.latentmill.job.sink.commit.ChunkCommitter;
import io.latentmill.job.sink.commit.HashedFile;
import io.latentmill.job.sink.commit.TaskOutput;
import io.latentmill.job.sink.metadata.MetadataSchema;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commit protocol over S3A's magic committer and a real S3 server. */
@ExtendWith(LocalSpark.class)
final class S3ChunkCommitIT {
  private static final Set<SinkFormat> ALL = EnumSet.allOf(SinkFormat.class);
  private static final Set<SinkFormat> PARQUET = Set.of(SinkFormat.PARQUET);
  private static final String ATTEMPT = "000000-1.1";

  @TempDir static java.nio.file.Path directory;
  private static S3Server s3;

  @BeforeAll
  static void startServer() {
    s3 = S3Server.inMemory(directory);
  }

  @AfterAll
  static void stopServer() {
    s3.close();
  }

  private static ChunkCommitter chunk(String output, Set<SinkFormat> formats) {
    Configuration settings = new Configuration();
    S3Server.hadoopConf(s3.port()).forEach(settings::set);
    settings.set("fs.s3a.access.key", S3Server.ACCESS_KEY);
    settings.set("fs.s3a.secret.key", S3Server.SECRET_KEY);
    return ChunkCommitter.of(
        settings, new Path(s3.uri(output)), ATTEMPT, SinkFormat.areas(formats));
  }

  @Test
  void aSealedChunkIsExactlyItsReceipts() throws Exception {
    ChunkCommitter chunk = chunk("sealed", ALL);
    MetadataSchema schema = SinkFixture.schema(true);
    chunk.setup();
    List<ShardReceipt> receipts =
        SinkFixture.runTasks(
            SinkFixture.shards(), shard -> SinkFixture.writeShard(chunk, ALL, schema, shard));
    assertThat(files("sealed")).isEmpty();
    ChunkReceipt receipt = ChunkSeal.seal(chunk, schema, receipts, SinkFixture.IDS.size());
    assertThat(files("sealed"))
        .containsExactlyInAnyOrderElementsOf(
            receipt.files().stream().map(file -> "sealed/" + file.path(ATTEMPT)).toList());
    assertThat(openUploads("sealed")).isEmpty();
  }

  @Test
  void anAttemptThatFailsHalfWayLeavesNothing() throws Exception {
    ChunkCommitter chunk = chunk("failing", PARQUET);
    MetadataSchema schema = SinkFixture.schema(false);
    chunk.setup();
    List<ShardReceipt> receipts =
        SinkFixture.runTasks(
            1,
            shard -> {
              if (TaskContext.get().attemptNumber() == 0) {
                failHalfWay(chunk);
              }
              return SinkFixture.writeShard(chunk, PARQUET, schema, shard);
            });
    chunk.commit();
    assertThat(s3.bucket().keys("failing/"))
        .containsExactlyInAnyOrderElementsOf(
            receipts.get(0).files().stream().map(file -> "failing/" + file.path(ATTEMPT)).toList());
    assertThat(openUploads("failing")).isEmpty();
  }

  private static void failHalfWay(ChunkCommitter chunk) throws Exception {
    try (TaskOutput task = chunk.startTask(TaskContext.get())) {
      task.create(ParquetFormat.DATA, "complete").close();
      task.create(ParquetFormat.DATA, "half").write(new byte[6 << 20]);
      throw new IllegalStateException("the disk is full");
    }
  }

  @Test
  void anAbandonedAttemptPublishesNothing() throws Exception {
    ChunkCommitter chunk = chunk("abandoned", PARQUET);
    chunk.setup();
    SinkFixture.runTasks(1, shard -> goOnAfterAbort(chunk));
    assertThat(files("abandoned")).isEmpty();
  }

  private static ShardReceipt goOnAfterAbort(ChunkCommitter chunk) throws Exception {
    try (TaskOutput task = chunk.startTask(TaskContext.get())) {
      HashedFile early = task.create(ParquetFormat.DATA, "early.parquet");
      chunk.abort();
      early.write(new byte[6 << 20]);
      early.close();
      task.commit();
    }
    return new ShardReceipt(0, List.of(), 0, Map.of(), 0);
  }

  /** What a reader would see: neither directory markers nor what the committer keeps for itself. */
  private static List<String> files(String output) {
    return s3.bucket().keys(output + "/").stream()
        .filter(key -> !key.endsWith("/") && !key.contains("/__magic"))
        .toList();
  }

  private static List<String> openUploads(String output) {
    return s3.bucket().openUploads().stream().filter(key -> key.startsWith(output)).toList();
  }
}

package io.latentmill.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.sink.commit.ChunkCommitter;
import io.latentmill.job.sink.commit.TaskOutput;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.udf.request.GenerationResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Small rows first, then large images: the worst case for a writer that guesses sizes. */
@ExtendWith(LocalSpark.class)
class RowGroupSizeTest {
  private static final Set<SinkFormat> PARQUET = Set.of(SinkFormat.PARQUET);
  private static final int IMAGE_BYTES = 6_000_000;
  private static final int IMAGES = 20;

  @TempDir Path output;

  @Test
  void rowGroupsStayBelowAHundredMegabytes() throws Exception {
    ChunkCommitter chunk = SinkFixture.chunk(output, "000000-1.1", PARQUET);
    MetadataSchema schema = SinkFixture.schema(false);
    chunk.setup();
    SinkFixture.runTasks(1, shard -> write(chunk, schema));
    chunk.commit();
    List<BlockMetaData> groups = rowGroups();
    assertThat(groups.stream().mapToLong(BlockMetaData::getRowCount).sum()).isEqualTo(300 + IMAGES);
    assertThat(groups).hasSizeGreaterThan(1);
    assertThat(groups).allMatch(group -> group.getTotalByteSize() < 100_000_000);
  }

  private List<BlockMetaData> rowGroups() throws Exception {
    Path file = output.resolve("data/parquet/000000-1.1/train-000000.parquet");
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(
                new org.apache.hadoop.fs.Path(file.toUri()), new Configuration()))) {
      return reader.getRowGroups();
    }
  }

  private static ShardReceipt write(ChunkCommitter chunk, MetadataSchema schema) throws Exception {
    try (TaskOutput task = chunk.startTask(TaskContext.get());
        ShardSink sink = ShardSink.open(task, PARQUET, schema, 0)) {
      for (int i = 0; i < 300; i++) {
        sink.write(
            PlanRows.row(SinkFixture.IDS.get(2), i), SinkFixture.result(2), Optional.empty());
      }
      byte[] image = new byte[IMAGE_BYTES];
      Random noise = new Random(1);
      GenerationResult generated = SinkFixture.result(0);
      for (int i = 0; i < IMAGES; i++) {
        noise.nextBytes(image);
        sink.write(PlanRows.row(generated.id(), i), generated, Optional.of(image.clone()));
      }
      ShardReceipt receipt = sink.finish();
      task.commit();
      return receipt;
    }
  }
}

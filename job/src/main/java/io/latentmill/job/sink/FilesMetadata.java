package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.ChunkCommitter;
import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.job.sink.commit.HashedFile;
import io.latentmill.job.sink.commit.OutputFileSystem;
import io.latentmill.job.sink.commit.ShardNames;
import io.latentmill.job.sink.metadata.FormatColumns;
import io.latentmill.job.sink.metadata.HuggingFaceFeatures;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.api.WriteSupport.WriteContext;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * {@code metadata.parquet} and {@code failed.parquet} of a chunk of the format {@code files}.
 * Several tasks fill one directory, so each leaves its part and these are put together when all are
 * there: row groups are copied as they are, in shard order, in bounded memory.
 */
final class FilesMetadata {
  private final ChunkCommitter chunk;
  private final FormatColumns columns;
  private final List<ShardReceipt> shards;

  FilesMetadata(ChunkCommitter chunk, FormatColumns columns, List<ShardReceipt> shards) {
    this.chunk = chunk;
    this.columns = columns;
    this.shards = shards.stream().sorted(Comparator.comparingInt(ShardReceipt::shard)).toList();
  }

  static String generatedPart(int shard) {
    return ShardNames.of("part-", shard, ".generated.parquet");
  }

  static String failedPart(int shard) {
    return ShardNames.of("part-", shard, ".failed.parquet");
  }

  /** Writes both files from the committed parts, and removes these. */
  List<FileReceipt> merge() throws IOException {
    List<FileReceipt> merged =
        List.of(
            merge(
                FilesFormat.GENERATED, FilesMetadata::generatedPart, sum(ShardReceipt::generated)),
            merge(FilesFormat.FAILED, FilesMetadata::failedPart, sum(ShardReceipt::failed)));
    Path parts = chunk.directory(FilesFormat.PARTS);
    OutputFileSystem.of(parts, chunk.configuration()).delete(parts, true);
    return merged;
  }

  private long sum(ToLongFunction<ShardReceipt> count) {
    return shards.stream().mapToLong(count).sum();
  }

  private FileReceipt merge(String name, IntFunction<String> part, long rows) throws IOException {
    HashedFile file = chunk.createOnDriver(FilesFormat.DATA, name);
    try {
      concatenate(part, file);
      file.close();
      return file.receipt(rows);
    } catch (IOException | RuntimeException e) {
      file.abort();
      throw e;
    }
  }

  private void concatenate(IntFunction<String> part, HashedFile target) throws IOException {
    WriteContext context = context();
    HashedParquetFile parquet = new HashedParquetFile(target);
    ParquetFileWriter writer =
        new ParquetFileWriter(
            parquet,
            context.getSchema(),
            ParquetFileWriter.Mode.CREATE,
            ParquetRows.ROW_GROUP_BYTES,
            0,
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
    writer.start();
    for (ShardReceipt shard : shards) {
      Path path = new Path(chunk.directory(FilesFormat.PARTS), part.apply(shard.shard()));
      writer.appendFile(HadoopInputFile.fromPath(path, chunk.configuration()));
    }
    parquet.startTail();
    writer.end(context.getExtraMetaData());
    parquet.finish();
  }

  private WriteContext context() {
    Map<String, String> footer =
        Map.of(HuggingFaceFeatures.FOOTER_KEY, HuggingFaceFeatures.footer(columns.type()));
    return new SparkRowWriteSupport(columns.type(), footer, () -> {})
        .init(new Configuration(false));
  }
}

package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.job.sink.commit.TaskOutput;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.job.sink.metadata.Sample;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Writes one shard in one format. All rows of the shard come, failed ones too, in plan order and on
 * one thread at a time; equal rows make equal bytes. Closing before {@link #finish()} gives native
 * buffers back and completes nothing: the files are aborted with their task.
 */
sealed interface ShardWriter extends Closeable
    permits ParquetShardWriter, WebDatasetShardWriter, FilesShardWriter {

  /** Starts a shard's files. */
  static ShardWriter open(SinkFormat format, TaskOutput task, MetadataSchema schema, int shard)
      throws IOException {
    return switch (format) {
      case PARQUET -> new ParquetShardWriter(task, schema, shard);
      case WEBDATASET -> new WebDatasetShardWriter(task, schema, shard);
      case FILES -> new FilesShardWriter(task, schema, shard);
    };
  }

  /** Takes the next row. */
  void write(Sample sample) throws IOException;

  /** Completes the files and tells what is in them. */
  List<FileReceipt> finish() throws IOException;
}

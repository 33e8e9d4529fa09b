package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.job.sink.commit.HashedFile;
import io.latentmill.job.sink.commit.TaskOutput;
import io.latentmill.job.sink.metadata.FormatColumns;
import io.latentmill.job.sink.metadata.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Images as files, and this shard's part of the two metadata files that its chunk will have ({@link
 * FilesMetadata}).
 */
final class FilesShardWriter implements ShardWriter {
  private final TaskOutput task;
  private final FormatColumns columns;
  private final String extension;
  private final ParquetRows generated;
  private final ParquetRows failed;
  private final List<FileReceipt> images = new ArrayList<>();

  FilesShardWriter(TaskOutput task, FormatColumns columns, String extension, int shard)
      throws IOException {
    this.task = task;
    this.columns = columns;
    this.extension = extension;
    this.generated = part(FilesMetadata.generatedPart(shard));
    this.failed = part(FilesMetadata.failedPart(shard));
  }

  private ParquetRows part(String name) throws IOException {
    return new ParquetRows(task.create(FilesFormat.PARTS, name), columns.type(), Map.of());
  }

  @Override
  public void write(Sample sample) throws IOException {
    if (sample.generated()) {
      writeImage(sample);
      generated.write(columns.row(sample));
    } else {
      failed.write(columns.row(sample));
    }
  }

  private void writeImage(Sample sample) throws IOException {
    HashedFile file = task.create(FilesFormat.DATA, sample.key() + "." + extension);
    file.write(sample.image().orElseThrow());
    file.close();
    images.add(file.receipt(1));
  }

  @Override
  public List<FileReceipt> finish() throws IOException {
    List<FileReceipt> receipts = new ArrayList<>(images);
    receipts.add(generated.finish());
    receipts.add(failed.finish());
    return receipts;
  }

  @Override
  public void close() throws IOException {
    try (generated) {
      failed.close();
    }
  }
}

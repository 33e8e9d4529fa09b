package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.job.sink.commit.OutputArea;
import io.latentmill.job.sink.commit.TaskOutput;
import io.latentmill.job.sink.metadata.FormatColumns;
import io.latentmill.job.sink.metadata.HuggingFaceFeatures;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.job.sink.metadata.Sample;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** {@code train-000012.parquet}: all rows, images inside. */
final class ParquetShardWriter implements ShardWriter {
  private final FormatColumns columns;
  private final ParquetRows rows;

  ParquetShardWriter(TaskOutput task, MetadataSchema schema, int shard) throws IOException {
    this.columns = FormatColumns.withImage(schema);
    this.rows =
        new ParquetRows(
            task.create(OutputArea.PARQUET, ShardNames.parquet(shard)),
            columns.type(),
            Map.of(HuggingFaceFeatures.FOOTER_KEY, HuggingFaceFeatures.footer(columns.type())));
  }

  @Override
  public void write(Sample sample) throws IOException {
    rows.write(columns.row(sample));
  }

  @Override
  public List<FileReceipt> finish() throws IOException {
    return List.of(rows.finish());
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}

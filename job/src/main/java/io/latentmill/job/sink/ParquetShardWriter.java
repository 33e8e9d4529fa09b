package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.job.sink.commit.HashedFile;
import io.latentmill.job.sink.metadata.FormatColumns;
import io.latentmill.job.sink.metadata.HuggingFaceFeatures;
import io.latentmill.job.sink.metadata.Sample;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** {@code train-000012.parquet}: all rows, images inside. */
final class ParquetShardWriter implements ShardWriter {
  private final FormatColumns columns;
  private final ParquetRows rows;

  ParquetShardWriter(HashedFile file, FormatColumns columns) throws IOException {
    this.columns = columns;
    this.rows =
        new ParquetRows(
            file,
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

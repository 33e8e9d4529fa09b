package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.job.sink.commit.HashedFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * A Parquet file of Spark rows whose bytes depend on the rows alone: no time and no version of
 * Spark in the footer, row groups cut by size after every row instead of by the memory that is
 * left.
 */
final class ParquetRows implements Closeable {
  /**
   * Readers load whole row groups, and Hugging Face's viewer wants at most 100 MB: the bound leaves
   * room for the one row that steps over it.
   */
  static final int ROW_GROUP_BYTES = 48 << 20;

  /** Encoded images and latents do not repeat: a dictionary would only be built and thrown away. */
  private static final String[] WITHOUT_DICTIONARY = {"image.bytes", "latents"};

  private final HashedFile file;
  private final HashedParquetFile parquet;
  private final ParquetWriter<InternalRow> writer;
  private long rows;

  /**
   * Starts a file.
   *
   * @param footer keys and values for the footer, beside Spark's own schema
   */
  ParquetRows(HashedFile file, StructType columns, Map<String, String> footer) throws IOException {
    this.file = file;
    this.parquet = new HashedParquetFile(file);
    Builder builder =
        new Builder(parquet, columns, footer)
            .withConf(new Configuration(false))
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize((long) ROW_GROUP_BYTES)
            .withMinRowCountForPageSizeCheck(1)
            .withMaxRowCountForPageSizeCheck(1);
    for (String column : WITHOUT_DICTIONARY) {
      builder = builder.withDictionaryEncoding(column, false);
    }
    this.writer = builder.build();
  }

  /** Appends a row; its byte arrays are read before this returns. */
  void write(InternalRow row) throws IOException {
    writer.write(row);
    rows++;
  }

  /** Completes the file. */
  FileReceipt finish() throws IOException {
    writer.close();
    parquet.finish();
    file.close();
    return file.receipt(rows);
  }

  /** Gives buffers back; the file below is aborted already or complete. */
  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static final class Builder extends ParquetWriter.Builder<InternalRow, Builder> {
    private final HashedParquetFile file;
    private final StructType columns;
    private final Map<String, String> footer;

    Builder(HashedParquetFile file, StructType columns, Map<String, String> footer) {
      super(file);
      this.file = file;
      this.columns = columns;
      this.footer = footer;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<InternalRow> getWriteSupport(Configuration configuration) {
      return new SparkRowWriteSupport(columns, footer, file::startTail);
    }
  }
}

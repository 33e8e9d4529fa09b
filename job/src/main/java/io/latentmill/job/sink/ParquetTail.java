package io.latentmill.job.sink;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * What Parquet writes after the last row group: indexes, the footer, its length, {@code PAR1}. The
 * footer lists the encodings of each column chunk out of a set of enum constants, whose order
 * differs from one JVM to the next; here they are put in the order of the format, so that equal
 * rows are equal bytes.
 */
final class ParquetTail {
  private static final int LENGTH_AND_MAGIC = 8;

  private ParquetTail() {}

  static byte[] canonical(byte[] tail) {
    int length =
        ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(tail.length - LENGTH_AND_MAGIC);
    int start = tail.length - LENGTH_AND_MAGIC - length;
    byte[] footer = sorted(tail, start, length);
    return ByteBuffer.allocate(start + footer.length + LENGTH_AND_MAGIC)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(tail, 0, start)
        .put(footer)
        .putInt(footer.length)
        .put(tail, tail.length - Integer.BYTES, Integer.BYTES)
        .array();
  }

  private static byte[] sorted(byte[] tail, int start, int length) {
    try {
      FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(tail, start, length));
      for (RowGroup group : footer.getRow_groups()) {
        for (ColumnChunk chunk : group.getColumns()) {
          sort(chunk.getMeta_data());
        }
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream(length);
      Util.writeFileMetaData(footer, out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot order a Parquet footer of %d bytes".formatted(length), e);
    }
  }

  private static void sort(ColumnMetaData column) {
    column.getEncodings().sort(Comparator.naturalOrder());
    if (column.isSetEncoding_stats()) {
      column
          .getEncoding_stats()
          .sort(
              Comparator.comparing(PageEncodingStats::getPage_type)
                  .thenComparing(PageEncodingStats::getEncoding));
    }
  }
}

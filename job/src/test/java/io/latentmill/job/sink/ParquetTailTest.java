package io.latentmill.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;

class ParquetTailTest {
  private static final String INDEXES = "indexes";

  @Test
  void equalRowsHaveEqualFootersWhateverTheOrderOfTheirEncodings() throws Exception {
    byte[] one = ParquetTail.canonical(tail(Encoding.BIT_PACKED, Encoding.PLAIN, Encoding.RLE));
    byte[] other = ParquetTail.canonical(tail(Encoding.RLE, Encoding.BIT_PACKED, Encoding.PLAIN));
    assertThat(one).isEqualTo(other);
    assertThat(new String(one, 0, INDEXES.length(), StandardCharsets.US_ASCII)).isEqualTo(INDEXES);
    assertThat(new String(one, one.length - 4, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
    assertThat(footer(one).getRow_groups().get(0).getColumns().get(0).getMeta_data().getEncodings())
        .containsExactly(Encoding.PLAIN, Encoding.RLE, Encoding.BIT_PACKED);
  }

  private static byte[] tail(Encoding... encodings) throws IOException {
    ColumnMetaData column =
        new ColumnMetaData(
            Type.INT32,
            new ArrayList<>(List.of(encodings)),
            List.of("id"),
            CompressionCodec.ZSTD,
            1,
            2,
            3,
            4);
    ColumnChunk chunk = new ColumnChunk(4);
    chunk.setMeta_data(column);
    RowGroup group = new RowGroup(List.of(chunk), 2, 1);
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    Util.writeFileMetaData(
        new FileMetaData(1, List.of(new SchemaElement("root")), 1, List.of(group)), footer);
    return ByteBuffer.allocate(INDEXES.length() + footer.size() + 8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(INDEXES.getBytes(StandardCharsets.US_ASCII))
        .put(footer.toByteArray())
        .putInt(footer.size())
        .put("PAR1".getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  private static FileMetaData footer(byte[] tail) throws IOException {
    int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(tail.length - 8);
    return Util.readFileMetaData(new ByteArrayInputStream(tail, tail.length - 8 - length, length));
  }
}

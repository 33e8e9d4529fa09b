package io.latentmill.job.sink.stored;

import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.job.sink.metadata.Sample;
import io.latentmill.job.sink.metadata.SampleKey;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;

/**
 * The generated rows of a committed shard, in plan order, ready to be written again byte for byte:
 * what retry keeps of a chunk. Confined to one thread; the caller closes it.
 */
public final class StoredSamples implements Closeable {
  private final MetadataSchema schema;
  private final StoredRows rows;
  private final StoredImages images;

  private StoredSamples(MetadataSchema schema, StoredRows rows, StoredImages images) {
    this.schema = schema;
    this.rows = rows;
    this.images = images;
  }

  /**
   * Opens a shard.
   *
   * @param schema the one it was written with
   */
  public static StoredSamples open(
      Configuration configuration, StoredChunk chunk, MetadataSchema schema, int shard)
      throws IOException {
    StoredRows rows =
        new StoredRows(configuration, chunk.rows(shard), chunk.format().columns(schema).type());
    try {
      StoredImages images = chunk.format().images(chunk, configuration, shard);
      return new StoredSamples(schema, rows, images);
    } catch (IOException | RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  /**
   * Reads on to a generated row. Ids are asked for in plan order.
   *
   * @throws IOException if it is not among those that follow
   */
  public Sample read(String id) throws IOException {
    for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
      if (row.get().<String>getAs("id").equals(id)) {
        return sample(id, row.get());
      }
    }
    throw new IOException("Cannot copy row " + id + ": its shard does not hold it");
  }

  private Sample sample(String id, Row row) throws IOException {
    StructType columns = schema.columns();
    Object[] values = new Object[columns.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.getAs(columns.fieldNames()[i]);
    }
    byte[] image = images.image(row);
    Optional<Sample.Latents> latents =
        schema.options().latents() ? Optional.of(latents(row)) : Optional.empty();
    return new Sample(
        SampleKey.of(id), new GenericRowWithSchema(values, columns), Optional.of(image), latents);
  }

  private Sample.Latents latents(Row row) throws IOException {
    List<Integer> shape = row.getList(row.fieldIndex("latents_shape"));
    return new Sample.Latents(images.latents(row), shape.get(0), shape.get(1), shape.get(2));
  }

  @Override
  public void close() throws IOException {
    try (rows) {
      images.close();
    }
  }
}

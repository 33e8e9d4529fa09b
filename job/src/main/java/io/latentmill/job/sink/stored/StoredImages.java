package io.latentmill.job.sink.stored;

import java.io.Closeable;
import java.io.IOException;
import org.apache.spark.sql.Row;

/** Where a format keeps a row's image and latents. Rows are asked for in the order of the shard. */
public interface StoredImages extends Closeable {

  /** The encoded image of a generated row. */
  byte[] image(Row row) throws IOException;

  /** Float16 little-endian latents of a generated row; by default, a column of it. */
  default byte[] latents(Row row) throws IOException {
    return row.getAs("latents");
  }

  /** Gives back what was opened; by default, nothing. */
  @Override
  default void close() throws IOException {}
}

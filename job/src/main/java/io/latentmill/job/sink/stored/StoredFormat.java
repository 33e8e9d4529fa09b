package io.latentmill.job.sink.stored;

import io.latentmill.job.sink.metadata.FormatColumns;
import io.latentmill.job.sink.metadata.MetadataSchema;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Where a format keeps what a committed chunk can be read from; travels to tasks. */
public interface StoredFormat extends Serializable {

  /** The metadata's columns in this format, as they are written and read. */
  FormatColumns columns(MetadataSchema schema);

  /** The Parquet file with the generated rows of a shard, in plan order, maybe among others. */
  Path rows(StoredChunk chunk, int shard);

  /** The Parquet file with the failed rows of a shard, maybe among others. */
  default Path failures(StoredChunk chunk, int shard) {
    return rows(chunk, shard);
  }

  /** Images and latents of a shard's generated rows. The caller closes them. */
  StoredImages images(StoredChunk chunk, Configuration configuration, int shard) throws IOException;
}

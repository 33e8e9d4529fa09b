package io.latentmill.job.sink;

import io.latentmill.job.ledger.AttemptOutput;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.sink.commit.ChunkCommitter;
import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.job.sink.commit.OutputArea;
import io.latentmill.job.sink.commit.TaskOutput;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.job.sink.stored.ImageFiles;
import io.latentmill.job.sink.stored.ShownShard;
import io.latentmill.job.sink.stored.StoredFormat;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is particular to one format of the output: how its shards are written and read again,
 * and what index, card and report say of them. {@link SinkFormat} registers it.
 */
public interface ShardFormat extends StoredFormat {

  /** The folder that readers see; its label is the format's name. */
  OutputArea data();

  /** Folders besides, which the ledger knows by name ({@code HadoopAttemptArea}). */
  default List<OutputArea> others() {
    return List.of();
  }

  /** Starts a shard's files. */
  ShardWriter open(TaskOutput task, MetadataSchema schema, int shard) throws IOException;

  /**
   * Driver, when all shards of a chunk are there: writes what they have in common.
   *
   * @param files of all formats and shards
   * @return the files that stay, with those that were written
   */
  default List<FileReceipt> complete(
      List<FileReceipt> files,
      ChunkCommitter chunk,
      MetadataSchema schema,
      List<ShardReceipt> shards)
      throws IOException {
    return files;
  }

  /** The Parquet files that hold every row of a chunk once, relative to the output. */
  List<String> metadataFiles(Manifest manifest);

  /** The files with generated rows whose images a report may show. */
  List<ShownShard> shown(Manifest manifest);

  /** The chunk's images, if they are files of their own, which have to be held against its rows. */
  default Optional<ImageFiles> imageFiles(Manifest manifest) {
    return Optional.empty();
  }

  /** What the index says of itself. */
  default Map<String, Object> indexHeader() {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("__kind__", "latentmill-shard-index-v1");
    return header;
  }

  /** The index's entries for a chunk. */
  default List<Map<String, Object>> indexEntries(AttemptOutput chunk) {
    return chunk.files().stream().map(file -> ShardIndex.file(chunk, file)).toList();
  }

  /** What the data set card says. */
  FormatCard card(MetadataSchema schema);
}

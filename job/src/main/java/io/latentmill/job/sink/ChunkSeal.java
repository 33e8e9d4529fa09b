package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.ChunkCommitter;
import io.latentmill.job.sink.commit.ChunkValidator;
import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.List;

/**
 * The driver's last step before a chunk's manifest: the tasks' files are published, a chunk's
 * common files written, and everything compared with the receipts.
 */
public final class ChunkSeal {
  private ChunkSeal() {}

  /**
   * Publishes and validates a chunk attempt whose tasks have all committed.
   *
   * @param shards of all tasks, in any order
   * @param expectedRows how many rows the plan has in this chunk
   * @throws LatentmillException (internal) naming the first thing that does not agree
   */
  public static ChunkReceipt seal(
      ChunkCommitter chunk, MetadataSchema schema, List<ShardReceipt> shards, long expectedRows)
      throws IOException {
    chunk.commit();
    List<FileReceipt> files = shards.stream().flatMap(shard -> shard.files().stream()).toList();
    for (SinkFormat format : SinkFormat.values()) {
      if (chunk.areas().contains(format.format().data())) {
        files = format.format().complete(files, chunk, schema, shards);
      }
    }
    ChunkReceipt receipt = ChunkReceipt.of(chunk, files, shards);
    checkRows(receipt, expectedRows);
    ChunkValidator.validate(chunk, receipt.files());
    return receipt;
  }

  private static void checkRows(ChunkReceipt receipt, long expected) {
    if (receipt.rows().rows() != expected) {
      throw new LatentmillException(
          FailureKind.INTERNAL,
          "Cannot commit chunk attempt %s: it has %d rows, the plan has %d"
              .formatted(receipt.attempt(), receipt.rows().rows(), expected));
    }
  }
}

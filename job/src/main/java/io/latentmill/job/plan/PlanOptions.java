package io.latentmill.job.plan;

import io.latentmill.udf.request.LatentmillException;
import java.io.Serializable;

/**
 * How a plan is cut. Part of a run's fingerprint: other options give other batches and file names.
 *
 * @param batchSize the most rows of one batch
 * @param shardRows about how many rows a shard holds, no more than a chunk; a multiple of batchSize
 *     gives exactly that many where buckets are large
 * @param shardBytes about how many estimated bytes a shard holds; the tighter of the two limits
 *     rules
 * @param chunkRows about how many rows a chunk holds: as many whole shards of shardRows as fit.
 *     Shards that shardBytes cuts smaller make smaller chunks
 * @param bytesPerPixel estimated output of one image in all formats together, latents included
 */
public record PlanOptions(
    int batchSize, int shardRows, long shardBytes, int chunkRows, double bytesPerPixel)
    implements Serializable {
  /** Keeps every sum of weights in 64 bits for tables of a hundred million rows. */
  private static final long MOST_SHARD_BYTES = 1L << 36;

  public PlanOptions {
    positive("batch-size", batchSize);
    positive("shard-rows", shardRows);
    positive("shard-bytes", shardBytes);
    positive("chunk-rows", chunkRows);
    shardRows = Math.min(shardRows, chunkRows);
    if (shardBytes > MOST_SHARD_BYTES) {
      throw LatentmillException.user("shard-bytes %d exceeds %d", shardBytes, MOST_SHARD_BYTES);
    }
    if (!(bytesPerPixel > 0 && bytesPerPixel <= 1024)) {
      throw LatentmillException.user("bytes per pixel %s are not in 0..1024", bytesPerPixel);
    }
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw LatentmillException.user("%s %d is not positive", name, value);
    }
  }

  /** Whole shards in one chunk. */
  int shardsPerChunk() {
    return chunkRows / shardRows;
  }

  /**
   * What a shard can carry. Rows weigh against it by the larger of their shares in the two limits;
   * rows times bytes keeps both shares whole numbers.
   */
  long shardCapacity() {
    return Math.multiplyExact(shardBytes, shardRows);
  }

  /** Estimated output bytes of an image. */
  long imageBytes(long pixels) {
    return (long) Math.ceil(pixels * bytesPerPixel);
  }

  /**
   * What a batch weighs against {@link #shardCapacity()}; never more, so that every shard has one.
   */
  long batchWeight(long pixels, long rows) {
    long capacity = shardCapacity();
    double row = Math.max((double) shardBytes, (double) imageBytes(pixels) * shardRows);
    return row * rows >= capacity ? capacity : ((long) row) * rows;
  }

  /** What a bucket weighs: its full batches and, if rows are left over, a last one. */
  long bucketWeight(long pixels, long rows) {
    long full = Math.multiplyExact(rows / batchSize, batchWeight(pixels, batchSize));
    return Math.addExact(full, batchWeight(pixels, rows % batchSize));
  }
}

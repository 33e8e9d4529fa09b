package io.latentmill.job.run;

import io.latentmill.job.sink.ShardReceipt;
import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.udf.pipeline.BatchTimings;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Failed;
import java.io.Serializable;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one piece of work adds to the {@link Meters}, of its executor and of the driver.
 *
 * @param amounts those that are not zero
 */
record Figures(Map<Figure, Long> amounts) implements Serializable {
  /** Of work that the meters do not know. */
  static final Figures NONE = new Figures(Map.of());

  /** Of a batch that went through the device, as far as its results count. */
  static Figures ofBatch(Collection<GenerationResult> results, BatchTimings timings) {
    Map<Figure, Long> amounts = new EnumMap<>(Figure.class);
    for (GenerationResult result : results) {
      Figure figure =
          result instanceof Failed failed ? Figure.failed(failed.kind()) : Figure.IMAGES_GENERATED;
      amounts.merge(figure, 1L, Long::sum);
    }
    amounts.put(Figure.BATCHES, 1L);
    amounts.put(Figure.BATCH_HALVINGS, (long) timings.halvings());
    amounts.put(Figure.DEVICE_BUSY_MILLIS, Math.round(timings.deviceMillis()));
    amounts.put(Figure.ENCODE_MILLIS, Math.round(timings.encodeMillis()));
    amounts.put(Figure.DENOISE_MILLIS, Math.round(timings.denoiseMillis()));
    amounts.put(Figure.DECODE_MILLIS, Math.round(timings.decodeMillis()));
    return new Figures(amounts);
  }

  /** Of a shard whose files are complete. */
  static Figures ofShard(ShardReceipt shard) {
    Map<Figure, Long> amounts = new EnumMap<>(Figure.class);
    amounts.put(Figure.SHARDS_WRITTEN, 1L);
    amounts.put(Figure.BYTES_WRITTEN, shard.files().stream().mapToLong(FileReceipt::bytes).sum());
    amounts.put(Figure.WRITE_MILLIS, Math.round(shard.writeMillis()));
    return new Figures(amounts);
  }
}

package io.latentmill.job.sink.commit;

import java.util.Locale;

/** File names made from a shard's global number. */
public final class ShardNames {
  private ShardNames() {}

  /** {@code train-000012.parquet}: the number in six digits at least between two texts. */
  public static String of(String prefix, int shard, String ending) {
    return prefix + String.format(Locale.ROOT, "%06d", shard) + ending;
  }
}

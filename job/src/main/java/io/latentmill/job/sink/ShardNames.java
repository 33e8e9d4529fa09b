package io.latentmill.job.sink;

import java.util.Locale;

/** File names made from a shard's global number. */
final class ShardNames {
  private ShardNames() {}

  static String parquet(int shard) {
    return "train-" + digits(shard) + ".parquet";
  }

  static String tar(int shard) {
    return "shard-" + digits(shard) + ".tar";
  }

  static String sidecar(int shard) {
    return "shard-" + digits(shard) + ".parquet";
  }

  static String stats(int shard) {
    return "shard-" + digits(shard) + "_stats.json";
  }

  static String telemetry(int shard) {
    return "telemetry-" + digits(shard) + ".parquet";
  }

  static String generatedPart(int shard) {
    return "part-" + digits(shard) + ".generated.parquet";
  }

  static String failedPart(int shard) {
    return "part-" + digits(shard) + ".failed.parquet";
  }

  private static String digits(int shard) {
    return String.format(Locale.ROOT, "%06d", shard);
  }
}

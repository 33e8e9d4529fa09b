package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.udf.request.FailureKind;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a chunk attempt holds, for its manifest.
 *
 * @param attempt the name of its directories
 * @param files all that were published, by path
 * @param generated rows with an image
 * @param failures rows without, by kind
 */
public record ChunkReceipt(
    String attempt, List<FileReceipt> files, long generated, Map<FailureKind, Long> failures) {
  public ChunkReceipt {
    files = files.stream().sorted(Comparator.comparing(file -> file.path(attempt))).toList();
    failures = Map.copyOf(failures);
  }

  static ChunkReceipt of(String attempt, List<FileReceipt> files, List<ShardReceipt> shards) {
    Map<FailureKind, Long> failures = new EnumMap<>(FailureKind.class);
    for (ShardReceipt shard : shards) {
      shard.failures().forEach((kind, count) -> failures.merge(kind, count, Long::sum));
    }
    long generated = shards.stream().mapToLong(ShardReceipt::generated).sum();
    return new ChunkReceipt(attempt, files, generated, failures);
  }

  /** Rows without an image. */
  public long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /** All rows. */
  public long rows() {
    return generated + failed();
  }
}

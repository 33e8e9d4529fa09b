package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.udf.request.FailureKind;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a task wrote, as it reports to the driver.
 *
 * @param shard its global number
 * @param files all of them, hashed while they were written
 * @param generated rows with an image
 * @param failures rows without, by kind
 * @param writeMillis how long the sinks were busy
 */
public record ShardReceipt(
    int shard,
    List<FileReceipt> files,
    long generated,
    Map<FailureKind, Long> failures,
    double writeMillis)
    implements Serializable {
  public ShardReceipt {
    files = List.copyOf(files);
    failures = new TreeMap<>(failures);
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

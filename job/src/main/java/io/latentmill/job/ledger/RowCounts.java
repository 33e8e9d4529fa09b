package io.latentmill.job.ledger;

import io.latentmill.udf.request.FailureKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many rows came to which end.
 *
 * @param generated rows with an image
 * @param failed rows without, by kind; kinds without rows are absent
 */
public record RowCounts(long generated, Map<FailureKind, Long> failed) {
  public static final RowCounts NONE = new RowCounts(0, Map.of());

  public RowCounts {
    EnumMap<FailureKind, Long> ordered = new EnumMap<>(FailureKind.class);
    failed.forEach((kind, rows) -> addTo(ordered, kind, rows));
    failed = Collections.unmodifiableMap(ordered);
  }

  public long failedRows() {
    return failed.values().stream().mapToLong(Long::longValue).sum();
  }

  public long failedRows(FailureKind kind) {
    return failed.getOrDefault(kind, 0L);
  }

  public long rows() {
    return generated + failedRows();
  }

  public RowCounts plus(RowCounts other) {
    EnumMap<FailureKind, Long> sum = new EnumMap<>(FailureKind.class);
    failed.forEach((kind, rows) -> addTo(sum, kind, rows));
    other.failed.forEach((kind, rows) -> addTo(sum, kind, rows));
    return new RowCounts(generated + other.generated, sum);
  }

  private static void addTo(EnumMap<FailureKind, Long> counts, FailureKind kind, long rows) {
    if (rows != 0) {
      counts.merge(kind, rows, Long::sum);
    }
  }
}

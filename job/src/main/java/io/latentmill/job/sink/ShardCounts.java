package io.latentmill.job.sink;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.job.sink.metadata.Sample;
import io.latentmill.udf.request.FailureKind;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** How the rows of a shard ended. */
final class ShardCounts {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private long generated;
  private final Map<FailureKind, Long> failures = new EnumMap<>(FailureKind.class);

  void count(Sample sample) {
    if (sample.generated()) {
      generated++;
    } else {
      String kind = sample.row().getAs("failure_kind");
      failures.merge(FailureKind.ofLabel(kind), 1L, Long::sum);
    }
  }

  long generated() {
    return generated;
  }

  long rows() {
    return generated + failures.values().stream().mapToLong(Long::longValue).sum();
  }

  Map<FailureKind, Long> failures() {
    return new EnumMap<>(failures);
  }

  /** The stats file: counts only, since times differ from run to run. */
  byte[] json(String tar) throws IOException {
    Map<String, Object> stats = new LinkedHashMap<>();
    stats.put("shard", tar);
    stats.put("count", rows());
    stats.put("generated", generated);
    stats.put("failed", rows() - generated);
    Map<String, Long> byKind = new LinkedHashMap<>();
    for (FailureKind kind : FailureKind.values()) {
      byKind.put(kind.label(), failures.getOrDefault(kind, 0L));
    }
    stats.put("failed_by_kind", byKind);
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(stats);
  }
}

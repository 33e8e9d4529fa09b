package io.latentmill.job.run;

import io.latentmill.job.ledger.LedgerView;
import io.latentmill.job.ledger.RowCounts;
import io.latentmill.job.plan.ChunkPlan;
import io.latentmill.job.plan.Plan;
import io.latentmill.job.plan.PlanColumns;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.GenerationResult.Failed;
import java.io.Serializable;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * Which failed rows run again. Those that the plan refused do not: they would fail as before.
 *
 * @param kinds of failures
 */
record RetryChoice(EnumSet<FailureKind> kinds) implements Serializable {

  /** Whether a planned row runs again. */
  boolean takes(Row planned, Map<String, Failed> failures) {
    Failed failure = failures.get(planned.<String>getAs("id"));
    return failure != null
        && kinds.contains(failure.kind())
        && planned.getAs(PlanColumns.INVALID) == null;
  }

  /** The committed chunks that have such rows, in order, and how many. */
  Map<ChunkPlan, Long> rows(Plan plan, LedgerView view) {
    Map<Integer, Long> refused = plan.invalid();
    Map<ChunkPlan, Long> chunks = new LinkedHashMap<>();
    view.committedChunks()
        .forEach(
            (number, committed) -> {
              long rows = failed(committed.rows()) - refused(refused, number);
              if (rows > 0) {
                chunks.put(plan.chunk(number), rows);
              }
            });
    return chunks;
  }

  private long failed(RowCounts counts) {
    return kinds.stream().mapToLong(counts::failedRows).sum();
  }

  private long refused(Map<Integer, Long> refused, int chunk) {
    return kinds.contains(FailureKind.USER) ? refused.getOrDefault(chunk, 0L) : 0;
  }
}

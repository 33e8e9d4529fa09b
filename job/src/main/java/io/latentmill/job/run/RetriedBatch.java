package io.latentmill.job.run;

import io.latentmill.udf.pipeline.BatchTimings;
import io.latentmill.udf.request.GenerationResult;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * A batch of a chunk that is made anew.
 *
 * @param number in the plan
 * @param rows as planned, in order
 * @param again slots whose new results count
 * @param done results of all rows; empty if none ran again
 */
record RetriedBatch(long number, List<Row> rows, List<Integer> again, Optional<DoneBatch> done) {
  RetriedBatch {
    again = List.copyOf(again);
  }

  /** Where the time of the rows that ran went. */
  BatchTimings timings() {
    return done.map(DoneBatch::timings).orElse(BatchTimings.ZERO);
  }

  /** The results that count. */
  List<GenerationResult> results() {
    return again.stream().map(slot -> done.orElseThrow().outcomes().get(slot).result()).toList();
  }
}

package io.latentmill.job.run;

import io.latentmill.job.sink.metadata.Outcome;
import io.latentmill.udf.pipeline.BatchTimings;
import io.latentmill.udf.request.GenerationResult;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * A batch that went through the device, on its way to the writer.
 *
 * @param number in the plan
 * @param rows as planned, in order
 * @param outcomes one for each row
 */
public record DoneBatch(long number, List<Row> rows, List<Outcome> outcomes, BatchTimings timings) {
  /** The results of the rows, in order. */
  public List<GenerationResult> results() {
    return outcomes.stream().map(Outcome::result).toList();
  }
}

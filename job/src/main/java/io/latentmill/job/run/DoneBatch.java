package io.latentmill.job.run;

import io.latentmill.udf.pipeline.BatchTimings;
import io.latentmill.udf.request.GenerationResult;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * A batch that went through the device, on its way to the writer.
 *
 * @param number in the plan
 * @param rows as planned, in order
 * @param results one for each row
 */
public record DoneBatch(
    long number, List<Row> rows, List<GenerationResult> results, BatchTimings timings) {}

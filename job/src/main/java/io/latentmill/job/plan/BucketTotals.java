package io.latentmill.job.plan;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.latentmill.udf.request.GenerationRequest.Guidance;
import io.latentmill.udf.sql.row.BucketKey;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One row for each bucket: how many rows are in it, how many images they make and what one of them
 * costs. A table has few buckets as a rule, but a stranger one has as many as rows, so they stay a
 * Dataset.
 */
final class BucketTotals {
  static final String SOURCES = "_sources";
  static final String ROWS = "_rows";
  static final String PIXELS = "_pixels";
  static final String STEPS = "_steps";
  static final String GUIDED = "_guided";
  static final String STRENGTH = "_strength";
  static final String CONDITIONED = "_conditioned";
  static final String CONTROLNETS = "_controlnets";

  private BucketTotals() {}

  /**
   * The totals.
   *
   * @param rows normalised rows with their final buckets, one for all their images
   */
  static Dataset<Row> of(Dataset<Row> rows) {
    Column invalid = col(PlanColumns.BUCKET).equalTo(BucketKey.INVALID);
    Column pixels = col("width").cast("long").multiply(col("height"));
    return rows.withColumn(PIXELS, when(invalid, lit(0L)).otherwise(pixels))
        .groupBy(PlanColumns.BUCKET)
        .agg(
            count(lit(1)).as(SOURCES),
            sum(col(PlanColumns.IMAGES)).as(ROWS),
            coalesce(max(PIXELS), lit(0L)).as(PIXELS),
            first("steps").as(STEPS),
            max(col("guidance_scale").gt(Guidance.OFF)).as(GUIDED),
            first("strength").as(STRENGTH),
            first(col("init_image").isNotNull()).as(CONDITIONED),
            first(size(col("controlnets"))).as(CONTROLNETS));
  }
}

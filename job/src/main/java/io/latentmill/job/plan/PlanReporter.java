package io.latentmill.job.plan;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;

import io.latentmill.udf.sql.row.BucketKey;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF6;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** Sums a draft up from its buckets; lists are cut to what a terminal takes. */
final class PlanReporter {
  private static final int LONGEST_LIST = 50;

  private final PlanOptions options;
  private final CostModel cost;

  PlanReporter(PlanOptions options, CostModel cost) {
    this.options = options;
    this.cost = cost;
  }

  PlanReport report(
      Dataset<Row> rows,
      Dataset<Row> buckets,
      PlanEnd before,
      PlaceAssignment.Extent extent,
      KnownRows.Changes changes) {
    Column invalid = col(PlanColumns.BUCKET).equalTo(BucketKey.INVALID);
    Dataset<Row> valid = buckets.filter(invalid.equalTo(false));
    Row whole = totals(buckets);
    long generated = valid.agg(coalesce(sum(BucketTotals.ROWS), lit(0L))).first().getLong(0);
    return new PlanReport(
        extent.rows(),
        whole.getLong(0),
        whole.getLong(0) - generated,
        reasons(rows.filter(invalid)),
        valid.count(),
        largest(valid.select(col(PlanColumns.BUCKET), col(BucketTotals.ROWS))),
        extent.end().chunks() - before.chunks(),
        extent.end().shards() - before.shards(),
        extent.end().batches() - before.batches(),
        whole.getLong(1),
        whole.getDouble(2) / 3600,
        changes.count(),
        changes.examples());
  }

  /** Images, bytes and seconds. */
  private Row totals(Dataset<Row> buckets) {
    Column images = col(BucketTotals.ROWS);
    return buckets
        .agg(
            coalesce(sum(images), lit(0L)),
            coalesce(sum(images.multiply(bytes())), lit(0L)),
            coalesce(sum(images.multiply(seconds())), lit(0.0)))
        .first();
  }

  private Column bytes() {
    PlanOptions own = options;
    return udf((UDF1<Long, Long>) own::imageBytes, DataTypes.LongType)
        .apply(col(BucketTotals.PIXELS));
  }

  private Column seconds() {
    CostModel own = cost;
    UDF6<Long, Integer, Boolean, Double, Boolean, Integer, Double> seconds =
        (pixels, steps, guided, strength, conditioned, controlnets) ->
            pixels == 0
                ? 0
                : own.seconds(
                    new CostModel.Work(pixels, steps, guided, strength, conditioned, controlnets));
    UserDefinedFunction function = udf(seconds, DataTypes.DoubleType);
    return function.apply(
        col(BucketTotals.PIXELS),
        col(BucketTotals.STEPS),
        col(BucketTotals.GUIDED),
        col(BucketTotals.STRENGTH),
        col(BucketTotals.CONDITIONED),
        col(BucketTotals.CONTROLNETS));
  }

  private static List<PlanReport.Share> reasons(Dataset<Row> invalid) {
    return largest(
        invalid
            .groupBy(PlanColumns.INVALID)
            .agg(sum(col(PlanColumns.IMAGES)).as(BucketTotals.ROWS)));
  }

  private static List<PlanReport.Share> largest(Dataset<Row> shares) {
    String name = shares.columns()[0];
    return shares
        .sort(col(BucketTotals.ROWS).desc(), col(name))
        .limit(LONGEST_LIST)
        .collectAsList()
        .stream()
        .map(row -> new PlanReport.Share(row.getString(0), row.getLong(1)))
        .toList();
  }
}

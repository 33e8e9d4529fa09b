package io.latentmill.job.plan;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Numbers the ids that derive from one base, {@code BASE~1}, {@code BASE~2}, … or {@code BASE-1},
 * …, leaving out those that a row already has as its own id.
 *
 * <p>The k-th free number is k plus how many taken numbers come before it; the i-th taken number t
 * comes before it exactly if fewer than k free ones lie below t, that is t - i &lt; k. So a running
 * count over demands and taken numbers together answers all demands in one sort, however many.
 */
final class FreeNumbers {
  /** Column of the demands: what the id derives from. */
  static final String BASE = "_base";

  /** Column of the demands: the how-manieth of its base it is, from 1. */
  static final String RANK = "_rank";

  /** Column of the answer: the number it gets. */
  static final String NUMBER = "_number";

  private static final String TAKEN = "_taken";
  private static final String PLACE = "_place";
  private static final String ORDER = "_order";

  private FreeNumbers() {}

  /**
   * The demands with their numbers.
   *
   * @param demands with {@link #BASE}, {@link #RANK} and columns of the caller's
   * @param ids that rows have, in the column {@code id}
   * @param separator of base and number
   */
  static Dataset<Row> assign(Dataset<Row> demands, Dataset<Row> ids, String separator) {
    Column demanded = col(TAKEN).equalTo(false);
    Column before =
        sum(when(demanded, 0).otherwise(1)).over(Window.partitionBy(BASE).orderBy(PLACE, ORDER));
    return demands
        .withColumn(TAKEN, lit(false))
        .withColumn(PLACE, col(RANK).cast("long"))
        .withColumn(ORDER, lit(1))
        .unionByName(taken(demands, ids, separator), true)
        .withColumn(NUMBER, col(RANK).plus(before))
        .filter(demanded)
        .drop(TAKEN, PLACE, ORDER);
  }

  /** Numbers that ids of the demanded bases have already, each at its place among the demands. */
  private static Dataset<Row> taken(Dataset<Row> demands, Dataset<Row> ids, String separator) {
    String pattern = "(?s)^(.+)" + separator + "([1-9][0-9]{0,8})$";
    Column inOrder = row_number().over(Window.partitionBy(BASE).orderBy(NUMBER));
    return ids.filter(col("id").rlike(pattern))
        .select(
            regexp_extract(col("id"), pattern, 1).as(BASE),
            regexp_extract(col("id"), pattern, 2).cast("long").as(NUMBER))
        .distinct()
        .join(demands.select(col(BASE)).distinct(), JavaColumns.of(BASE), "left_semi")
        .select(
            col(BASE),
            lit(true).as(TAKEN),
            col(NUMBER).minus(inOrder).plus(1).as(PLACE),
            lit(0).as(ORDER));
  }
}

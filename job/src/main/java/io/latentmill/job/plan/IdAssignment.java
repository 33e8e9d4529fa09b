package io.latentmill.job.plan;

import static io.latentmill.job.plan.FreeNumbers.BASE;
import static io.latentmill.job.plan.FreeNumbers.NUMBER;
import static io.latentmill.job.plan.FreeNumbers.RANK;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.latentmill.job.plan.table.TableOrder;
import io.latentmill.udf.sql.row.Identity;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;

/**
 * Gives every row an id that no other has, and every image of a row its own id and seed.
 *
 * <p>Rows want their own id or, without one, their hash. Of rows that want the same, one that
 * brought it along comes first, then table order decides: the first gets it, the others {@code
 * ID~1}, {@code ID~2}, …; of these, rows that brought the id along are invalid. Further images of
 * row ID are {@code ID-1}, {@code ID-2}, …. Both skip numbers that make an id which some row
 * brought along or which was planned before; the two never meet, because what stands before the
 * last {@code ~} or {@code -} is unique already.
 *
 * <p>Only rows that need a number are sorted; a table without duplicates costs one aggregation.
 */
final class IdAssignment {
  /** Column of the result: whether the row's own id belongs to another row. */
  static final String DUPLICATE = "_duplicate";

  private static final String HELD = "_held";
  private static final String FIRST = "_first";
  private static final UserDefinedFunction SEED =
      udf((UDF3<String, Long, Integer, Long>) Identity::seed, DataTypes.LongType);

  private final Dataset<Row> rows;
  private final Dataset<Row> keys;
  private final Dataset<Row> planned;
  private final UnaryOperator<Dataset<Row>> keep;

  /**
   * Prepares the assignment.
   *
   * @param rows normalised rows, worth keeping: they are read several times
   * @param planned ids that were given before, in the column {@code id}; worth keeping too
   * @param keep keeps small results that are read several times
   */
  IdAssignment(Dataset<Row> rows, Dataset<Row> planned, UnaryOperator<Dataset<Row>> keep) {
    this.rows = rows;
    this.keys =
        rows.select(
            JavaColumns.columns(
                List.of(
                    TableOrder.PATH,
                    TableOrder.BLOCK,
                    TableOrder.INDEX,
                    PlanColumns.SOURCE,
                    PlanColumns.EXPLICIT,
                    PlanColumns.IMAGES)));
    this.planned = planned.select("id");
    this.keep = keep;
  }

  /** The rows with {@code id} and {@link #DUPLICATE}, still one for all their images. */
  Dataset<Row> unique() {
    Dataset<Row> crowded = keep.apply(crowded());
    if (crowded.count() == 0) {
      return rows.withColumn("id", col(PlanColumns.SOURCE)).withColumn(DUPLICATE, lit(false));
    }
    Dataset<Row> numbers =
        keep.apply(FreeNumbers.assign(demands(crowded), ids(), "~").drop(BASE, RANK));
    // Known in size, so that Spark joins few numbers without moving the rows.
    numbers.count();
    Column numbered = concat(col(PlanColumns.SOURCE), lit("~"), col(NUMBER));
    return rows.join(numbers, JavaColumns.of(TableOrder.COLUMNS), "left")
        .withColumn("id", coalesce(numbered, col(PlanColumns.SOURCE)))
        .withColumn(DUPLICATE, col(PlanColumns.EXPLICIT).and(col(NUMBER).isNotNull()))
        .drop(NUMBER);
  }

  /** Ids that more than one row wants, or that are gone; HELD is 1 if an earlier plan has it. */
  private Dataset<Row> crowded() {
    Dataset<Row> gone = planned.select(col("id").as(BASE), lit(1).as(HELD));
    return keys.groupBy(col(PlanColumns.SOURCE).as(BASE))
        .agg(count(lit(1)).as(RANK))
        .join(gone, JavaColumns.of(BASE), "left")
        .filter(col(RANK).gt(1).or(col(HELD).isNotNull()))
        .select(col(BASE), coalesce(col(HELD), lit(0)).as(HELD));
  }

  private Dataset<Row> demands(Dataset<Row> crowded) {
    WindowSpec sameId =
        Window.partitionBy(BASE)
            .orderBy(
                col(PlanColumns.EXPLICIT).desc(),
                col(TableOrder.PATH),
                col(TableOrder.BLOCK),
                col(TableOrder.INDEX));
    return keys.join(crowded, col(PlanColumns.SOURCE).equalTo(col(BASE)))
        .withColumn(RANK, row_number().over(sameId).minus(1).plus(col(HELD)))
        .filter(col(RANK).gt(0))
        .select(
            col(TableOrder.PATH),
            col(TableOrder.BLOCK),
            col(TableOrder.INDEX),
            col(BASE),
            col(RANK));
  }

  private Dataset<Row> ids() {
    return keys.filter(col(PlanColumns.EXPLICIT))
        .select(col(PlanColumns.SOURCE).as("id"))
        .union(planned);
  }

  /**
   * One row for each image, with {@code id}, {@code seed} and {@link PlanColumns#COPY}.
   *
   * @param unique from {@link #unique()}
   */
  Dataset<Row> images(Dataset<Row> unique) {
    Dataset<Row> images = copies(unique.withColumnRenamed("id", FIRST));
    Dataset<Row> skipping = keep.apply(skipping(unique));
    Dataset<Row> numbered =
        skipping.count() == 0
            ? images.withColumn(NUMBER, lit(null).cast("long"))
            : images.join(skipping, JavaColumns.of(FIRST, PlanColumns.COPY), "left");
    Column number = coalesce(col(NUMBER), col(PlanColumns.COPY).cast("long"));
    return numbered
        .withColumn(
            "id",
            when(col(PlanColumns.COPY).equalTo(0), col(FIRST))
                .otherwise(concat(col(FIRST), lit("-"), number)))
        .withColumn("seed", SEED.apply(col(FIRST), col("seed"), col(PlanColumns.COPY)))
        .drop(FIRST, NUMBER);
  }

  /**
   * What {@link #images} gives if no row has more than one image.
   *
   * @param unique from {@link #unique()}
   */
  Dataset<Row> onlyImages(Dataset<Row> unique) {
    return unique
        .withColumn(PlanColumns.COPY, lit(0))
        .withColumn("seed", SEED.apply(col("id"), col("seed"), col(PlanColumns.COPY)));
  }

  private static Dataset<Row> copies(Dataset<Row> rows) {
    return rows.withColumn(
        PlanColumns.COPY, explode(sequence(lit(0), col(PlanColumns.IMAGES).minus(1))));
  }

  /** Further images whose number is not simply their place, because that one is taken. */
  private Dataset<Row> skipping(Dataset<Row> unique) {
    Dataset<Row> demands =
        copies(unique.filter(col(PlanColumns.IMAGES).gt(1)).select("id", PlanColumns.IMAGES))
            .filter(col(PlanColumns.COPY).gt(0))
            .select(col("id").as(BASE), col(PlanColumns.COPY).as(RANK));
    return FreeNumbers.assign(demands, ids(), "-")
        .filter(col(NUMBER).notEqual(col(RANK)))
        .select(col(BASE).as(FIRST), col(RANK).as(PlanColumns.COPY), col(NUMBER));
  }
}

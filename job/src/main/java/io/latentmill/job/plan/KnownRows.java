package io.latentmill.job.plan;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import io.latentmill.job.plan.table.TableOrder;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.storage.StorageLevel;

/**
 * Tells a table's rows that are new from those that are planned already. Equal rows (same id and
 * same digest) are matched one to one. Of what is left under one id, as many rows as the plan still
 * has under it count as changed ones; {@link ChangedRows} says what becomes of these.
 */
final class KnownRows implements AutoCloseable {
  private static final int MOST_EXAMPLES = 10;
  private static final String PLANNED = "_planned";
  private static final String MATCHED = "_matched";
  private static final String CHANGED = "_changed";
  private static final String NUMBER = "_number";
  private static final String FIRST = "_first";

  private final Dataset<Row> rows;
  private final Dataset<Row> planned;
  private final Dataset<Row> unmatched;

  /**
   * Compares.
   *
   * @param rows normalised rows of the table
   * @param planned the plan's rows, see {@link Plan#identities()}
   */
  KnownRows(Dataset<Row> rows, Dataset<Row> planned) {
    this.rows = rows;
    this.planned = planned;
    Dataset<Row> sources = planned.filter(col(PlanColumns.COPY).equalTo(0));
    Dataset<Row> compared = matched(rows, sources);
    this.unmatched = withChanges(compared, sources).persist(StorageLevel.DISK_ONLY());
  }

  private static Dataset<Row> matched(Dataset<Row> rows, Dataset<Row> sources) {
    String[] identity = {PlanColumns.SOURCE, PlanColumns.DIGEST};
    Dataset<Row> counts =
        sources.groupBy(JavaColumns.columns(List.of(identity))).agg(count(lit(1)).as(PLANNED));
    Column occurrence =
        row_number()
            .over(Window.partitionBy(JavaColumns.columns(List.of(identity))).orderBy(order()));
    return rows.select(
            TableOrder.PATH,
            TableOrder.BLOCK,
            TableOrder.INDEX,
            PlanColumns.SOURCE,
            PlanColumns.DIGEST)
        .withColumn(NUMBER, occurrence)
        .join(counts, JavaColumns.of(identity), "left")
        .withColumn(MATCHED, col(NUMBER).leq(coalesce(col(PLANNED), lit(0))))
        .drop(NUMBER, PLANNED, PlanColumns.DIGEST);
  }

  private static Dataset<Row> withChanges(Dataset<Row> compared, Dataset<Row> sources) {
    Dataset<Row> planned = sources.groupBy(PlanColumns.SOURCE).agg(count(lit(1)).as(PLANNED));
    Dataset<Row> found =
        compared
            .filter(col(MATCHED))
            .groupBy(PlanColumns.SOURCE)
            .agg(count(lit(1)).as(MATCHED + "_rows"));
    Column left = coalesce(col(PLANNED), lit(0)).minus(coalesce(col(MATCHED + "_rows"), lit(0)));
    Column number = row_number().over(Window.partitionBy(PlanColumns.SOURCE).orderBy(order()));
    return compared
        .filter(col(MATCHED).equalTo(false))
        .withColumn(NUMBER, number)
        .join(planned, JavaColumns.of(PlanColumns.SOURCE), "left")
        .join(found, JavaColumns.of(PlanColumns.SOURCE), "left")
        .withColumn(CHANGED, col(NUMBER).leq(left))
        .drop(NUMBER, PLANNED, MATCHED, MATCHED + "_rows");
  }

  private static Column[] order() {
    return JavaColumns.columns(TableOrder.COLUMNS);
  }

  /** Of the table's rows, those that are to be planned. */
  Dataset<Row> fresh(ChangedRows choice) {
    Dataset<Row> fresh =
        choice == ChangedRows.REDO ? unmatched : unmatched.filter(col(CHANGED).equalTo(false));
    return rows.join(fresh.select(order()), JavaColumns.of(TableOrder.COLUMNS), "left_semi");
  }

  /**
   * The planned rows, with all their images, whose place changed ones take: of the plan's rows
   * under an id those that the table has no more, the first of them first.
   *
   * @return {@code id} and {@link PlanColumns#CHUNK}
   */
  Dataset<Row> replaced() {
    Dataset<Row> wanted =
        unmatched.filter(col(CHANGED)).groupBy(PlanColumns.SOURCE).agg(count(lit(1)).as(CHANGED));
    Dataset<Row> replaced =
        gone()
            .withColumn(NUMBER, numberWithin(List.of(PlanColumns.SOURCE)))
            .join(wanted, JavaColumns.of(PlanColumns.SOURCE))
            .filter(col(NUMBER).leq(col(CHANGED)))
            .select(col("id").as(FIRST));
    Column first =
        when(col(PlanColumns.COPY).equalTo(0), col("id"))
            .otherwise(regexp_replace(col("id"), "-[0-9]+$", ""));
    return planned
        .withColumn(FIRST, first)
        .join(replaced, JavaColumns.of(FIRST), "left_semi")
        .select("id", PlanColumns.CHUNK);
  }

  /** Planned rows under changed ids that no row of the table equals: {@code id} and source. */
  private Dataset<Row> gone() {
    List<String> identity = List.of(PlanColumns.SOURCE, PlanColumns.DIGEST);
    Dataset<Row> changed = unmatched.filter(col(CHANGED)).select(PlanColumns.SOURCE).distinct();
    Dataset<Row> present =
        rows.join(changed, JavaColumns.of(PlanColumns.SOURCE), "left_semi")
            .groupBy(JavaColumns.columns(identity))
            .agg(count(lit(1)).as(MATCHED));
    return planned
        .filter(col(PlanColumns.COPY).equalTo(0))
        .join(changed, JavaColumns.of(PlanColumns.SOURCE), "left_semi")
        .withColumn(NUMBER, numberWithin(identity))
        .join(present, JavaColumns.of(identity), "left")
        .filter(col(NUMBER).gt(coalesce(col(MATCHED), lit(0))))
        .select("id", PlanColumns.SOURCE);
  }

  /** In the order in which equal ids were numbered. */
  private static Column numberWithin(List<String> group) {
    return row_number()
        .over(Window.partitionBy(JavaColumns.columns(group)).orderBy(length(col("id")), col("id")));
  }

  /** How many rows have changed under their ids, and the first of these ids. */
  Changes changes() {
    Dataset<Row> changed = unmatched.filter(col(CHANGED));
    long count = changed.count();
    if (count == 0) {
      return Changes.NONE;
    }
    List<String> examples =
        changed
            .sort(order())
            .limit(MOST_EXAMPLES)
            .select(PlanColumns.SOURCE)
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    return new Changes(count, examples);
  }

  @Override
  public void close() {
    unmatched.unpersist();
  }

  /**
   * Rows whose parameters differ from what was planned under their ids.
   *
   * @param count how many
   * @param examples some of their ids, in table order
   */
  record Changes(long count, List<String> examples) {
    static final Changes NONE = new Changes(0, List.of());
  }
}

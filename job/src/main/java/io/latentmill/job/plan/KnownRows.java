package io.latentmill.job.plan;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.storage.StorageLevel;

/**
 * Tells a table's rows that are new from those that are planned already. Equal rows (same id and
 * same digest) are matched one to one. Of what is left under one id, as many rows as the plan still
 * has under it count as changed ones: these stay as they were planned and are only reported.
 */
final class KnownRows implements AutoCloseable {
  private static final int MOST_EXAMPLES = 10;
  private static final String PLANNED = "_planned";
  private static final String MATCHED = "_matched";
  private static final String CHANGED = "_changed";
  private static final String NUMBER = "_number";

  private final Dataset<Row> unmatched;

  /**
   * Compares.
   *
   * @param rows normalised rows of the table
   * @param planned the plan's rows: source, digest and copy
   */
  KnownRows(Dataset<Row> rows, Dataset<Row> planned) {
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
            PlanColumns.PATH,
            PlanColumns.BLOCK,
            PlanColumns.INDEX,
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
    return JavaColumns.columns(PlanColumns.OF_ORDER);
  }

  /** Of the rows, those that no plan has. */
  Dataset<Row> fresh(Dataset<Row> rows) {
    Dataset<Row> fresh = unmatched.filter(col(CHANGED).equalTo(false));
    return rows.join(fresh.select(order()), JavaColumns.of(PlanColumns.OF_ORDER), "left_semi");
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

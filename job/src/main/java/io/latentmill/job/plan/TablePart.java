package io.latentmill.job.plan;

import static org.apache.spark.sql.functions.expr;

import io.latentmill.job.plan.table.SourceTable;
import io.latentmill.job.plan.table.TableOrder;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Which of a prompt table's rows are planned; the others are new to a later run that takes more.
 *
 * @param where a Spark SQL expression over the table's columns; empty: all rows
 * @param limit how many of these, in table order; empty: all
 */
public record TablePart(Optional<String> where, OptionalInt limit) {
  /** All rows. */
  public static final TablePart ALL = new TablePart(Optional.empty(), OptionalInt.empty());

  public TablePart {
    if (limit.isPresent() && limit.getAsInt() < 1) {
      throw LatentmillException.user("--limit %d is not positive", limit.getAsInt());
    }
  }

  /**
   * The part of a table.
   *
   * @throws LatentmillException (user) if the expression is none over the table's columns
   */
  SourceTable of(SourceTable table) {
    Dataset<Row> rows = where.map(text -> filtered(table.rows(), text)).orElse(table.rows());
    Dataset<Row> some =
        limit.isPresent()
            ? rows.orderBy(
                    TableOrder.COLUMNS.stream()
                        .map(functions::col)
                        .toArray(org.apache.spark.sql.Column[]::new))
                .limit(limit.getAsInt())
            : rows;
    return new SourceTable(table.path(), some, table.schema());
  }

  private static Dataset<Row> filtered(Dataset<Row> rows, String text) {
    try {
      return rows.filter(expr(text));
    } catch (Exception e) {
      // AnalysisException is checked, and not declared by what throws it.
      if (e instanceof AnalysisException) {
        throw new LatentmillException(
            FailureKind.USER,
            "Cannot take rows --where %s: %s"
                .formatted(text, e.getMessage().strip().lines().findFirst().orElse("")),
            e);
      }
      throw e;
    }
  }
}

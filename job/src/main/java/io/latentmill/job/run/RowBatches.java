package io.latentmill.job.run;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;

/** Groups a shard's rows, which come in plan order, by the batch the plan put them in. */
public final class RowBatches implements Iterator<RowBatches.Batch> {
  private final Iterator<Row> rows;
  private Row next;

  /** Rows of one batch, in the order of their slots. */
  public record Batch(long number, List<Row> rows) {}

  /**
   * Of one shard.
   *
   * @param rows in plan order
   */
  public RowBatches(Iterator<Row> rows) {
    this.rows = rows;
    this.next = rows.hasNext() ? rows.next() : null;
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Batch next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    long number = number(next);
    List<Row> batch = new ArrayList<>();
    while (next != null && number(next) == number) {
      batch.add(next);
      next = rows.hasNext() ? rows.next() : null;
    }
    return new Batch(number, batch);
  }

  private static long number(Row row) {
    return row.<Number>getAs("_batch").longValue();
  }
}

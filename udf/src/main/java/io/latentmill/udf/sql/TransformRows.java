package io.latentmill.udf.sql;

import io.latentmill.udf.sql.catalyst.BatchFunction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.SerializableConfiguration;

/** Rows whose last column is a function's arguments to rows that end with its results. */
final class TransformRows implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final BatchFunction function;
  private final SerializableConfiguration configuration;

  TransformRows(BatchFunction function, SerializableConfiguration configuration) {
    this.function = function;
    this.configuration = configuration;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Iterator<>() {
      private final Deque<Row> done = new ArrayDeque<>();

      @Override
      public boolean hasNext() {
        return !done.isEmpty() || rows.hasNext();
      }

      @Override
      public Row next() {
        if (done.isEmpty()) {
          gather(rows, done);
        }
        return done.remove();
      }
    };
  }

  private void gather(Iterator<Row> rows, Deque<Row> done) {
    List<Row> batch = new ArrayList<>();
    while (batch.size() < function.rowsAtOnce() && rows.hasNext()) {
      batch.add(rows.next());
    }
    List<Row> arguments = batch.stream().map(row -> row.getStruct(row.length() - 1)).toList();
    List<Row> results = function.apply(arguments, configuration.value());
    for (int i = 0; i < batch.size(); i++) {
      done.add(joined(batch.get(i), results.get(i)));
    }
  }

  private static Row joined(Row row, Row result) {
    int own = row.length() - 1;
    Object[] values = new Object[own + result.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < own ? row.get(i) : result.get(i - own);
    }
    return RowFactory.create(values);
  }
}

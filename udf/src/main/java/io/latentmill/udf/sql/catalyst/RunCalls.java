package io.latentmill.udf.sql.catalyst;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.util.SerializableConfiguration;

/** A partition's rows, so many at a time, with the results of calls behind them. */
final class RunCalls implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<BatchCall> calls;
  private final ArrayList<Attribute> results;
  private final ArrayList<Attribute> input;
  private final SerializableConfiguration configuration;

  RunCalls(
      List<BatchCall> calls,
      List<Attribute> results,
      List<Attribute> input,
      SerializableConfiguration configuration) {
    this.calls = new ArrayList<>(calls);
    this.results = new ArrayList<>(results);
    this.input = new ArrayList<>(input);
    this.configuration = configuration;
  }

  @Override
  public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
    return new Results(rows);
  }

  /** Gathers rows when the first of them is asked for, so that a LIMIT above ends it early. */
  private final class Results implements Iterator<InternalRow> {
    private final Iterator<InternalRow> rows;
    private final List<ReadyCall> ready = new ArrayList<>();
    private final UnsafeProjection output;
    private final int atOnce;
    private final Deque<InternalRow> done = new ArrayDeque<>();

    Results(Iterator<InternalRow> rows) {
      this.rows = rows;
      calls.forEach(call -> ready.add(ReadyCall.of(call, input)));
      List<Attribute> all = new ArrayList<>(input);
      all.addAll(results);
      this.output = UnsafeProjection.create(ScalaSeq.of(all), ScalaSeq.of(all));
      this.atOnce = calls.stream().mapToInt(call -> call.function().rowsAtOnce()).max().orElse(1);
    }

    @Override
    public boolean hasNext() {
      return !done.isEmpty() || rows.hasNext();
    }

    @Override
    public InternalRow next() {
      if (done.isEmpty()) {
        gather();
      }
      return done.remove();
    }

    /** Rows are copied: whoever gives them uses one buffer for all. */
    private void gather() {
      List<InternalRow> batch = new ArrayList<>();
      while (batch.size() < atOnce && rows.hasNext()) {
        batch.add(rows.next().copy());
      }
      List<List<Object>> answers = new ArrayList<>();
      for (ReadyCall call : ready) {
        answers.add(call.answers(batch, configuration.value()));
      }
      for (int i = 0; i < batch.size(); i++) {
        int row = i;
        Object[] values = answers.stream().map(answer -> answer.get(row)).toArray();
        done.add(output.apply(new JoinedRow(batch.get(i), new GenericInternalRow(values))).copy());
      }
    }
  }
}

package io.latentmill.udf.sql.catalyst;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/**
 * A call that is ready to run in a task.
 *
 * @param arguments a row's values, as the query has them
 * @param toRow from Spark's own form
 * @param fromRow to it
 */
record ReadyCall(
    BatchFunction function,
    UnsafeProjection arguments,
    Function1<Object, Object> toRow,
    Function1<Object, Object> fromRow) {

  static ReadyCall of(BatchCall call, List<Attribute> input) {
    StructType types = new StructType();
    for (Expression argument : call.arguments()) {
      types = types.add("argument" + types.size(), argument.dataType());
    }
    return new ReadyCall(
        call.function(),
        UnsafeProjection.create(ScalaSeq.<Expression>of(call.arguments()), ScalaSeq.of(input)),
        CatalystTypeConverters.createToScalaConverter(types),
        CatalystTypeConverters.createToCatalystConverter(call.dataType()));
  }

  /** One answer for each row. */
  List<Object> answers(List<InternalRow> rows, Configuration configuration) {
    List<Row> given = new ArrayList<>();
    for (InternalRow row : rows) {
      given.add((Row) toRow.apply(arguments.apply(row)));
    }
    List<Row> answers = function.apply(given, configuration);
    if (answers.size() != rows.size()) {
      throw new IllegalStateException(
          "%s gave %d answers to %d rows".formatted(function.label(), answers.size(), rows.size()));
    }
    return answers.stream().map(fromRow::apply).toList();
  }
}

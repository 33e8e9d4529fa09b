package io.latentmill.udf.sql.catalyst;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.Seq;

/** Tells Spark how {@link BatchCalls} are done. */
public final class BatchCallStrategy extends SparkStrategy {
  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    return plan instanceof BatchCalls calls
        ? ScalaSeq.of(
            List.of(new BatchCallsExec(calls.calls(), calls.results(), planLater(calls.child()))))
        : ScalaSeq.of(List.of());
  }
}

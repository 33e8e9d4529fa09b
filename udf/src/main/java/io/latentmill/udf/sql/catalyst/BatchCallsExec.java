package io.latentmill.udf.sql.catalyst;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.util.SerializableConfiguration;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/** Runs calls: every task gathers rows, calls the functions on them, and goes on. */
public final class BatchCallsExec extends SparkPlan {
  private static final long serialVersionUID = 1L;

  private final Seq<BatchCall> calls;
  private final Seq<Attribute> results;
  private final SparkPlan child;

  /** One result for each call. */
  public BatchCallsExec(Seq<BatchCall> calls, Seq<Attribute> results, SparkPlan child) {
    this.calls = calls;
    this.results = results;
    this.child = child;
  }

  @Override
  public RDD<InternalRow> doExecute() {
    RunCalls run =
        new RunCalls(
            ScalaSeq.list(calls),
            ScalaSeq.list(results),
            ScalaSeq.list(child.output()),
            new SerializableConfiguration(session().sessionState().newHadoopConf()));
    return child.execute().toJavaRDD().mapPartitions(run).rdd();
  }

  @Override
  public Seq<Attribute> output() {
    List<Attribute> all = new ArrayList<>(ScalaSeq.<Attribute>list(child.output()));
    all.addAll(ScalaSeq.list(results));
    return ScalaSeq.of(all);
  }

  @Override
  public AttributeSet producedAttributes() {
    return AttributeSet.fromAttributeSets(
        ScalaSeq.of(ScalaSeq.list(results).stream().map(Attribute::references).toList()));
  }

  /** Rows stay where they are, in their order. */
  @Override
  public Partitioning outputPartitioning() {
    return child.outputPartitioning();
  }

  @Override
  public Seq<SortOrder> outputOrdering() {
    return child.outputOrdering();
  }

  @Override
  public Seq<SparkPlan> children() {
    return ScalaSeq.of(List.of(child));
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> others) {
    return new BatchCallsExec(calls, results, others.head());
  }

  @Override
  public int productArity() {
    return 3;
  }

  @Override
  public Object productElement(int index) {
    return List.of(calls, results, child).get(index);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof BatchCallsExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchCallsExec same
        && calls.equals(same.calls)
        && results.equals(same.results)
        && child.equals(same.child);
  }

  @Override
  public int hashCode() {
    return List.of(calls, results, child).hashCode();
  }
}

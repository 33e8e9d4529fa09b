package io.latentmill.udf.sql.catalyst;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Option;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/** Adds the results of calls to every row of a query: what is to be done, not yet how. */
public final class BatchCalls extends LogicalPlan {
  private static final long serialVersionUID = 1L;

  private final Seq<BatchCall> calls;
  private final Seq<Attribute> results;
  private final LogicalPlan child;

  /** One result for each call. */
  public BatchCalls(Seq<BatchCall> calls, Seq<Attribute> results, LogicalPlan child) {
    this.calls = calls;
    this.results = results;
    this.child = child;
  }

  Seq<BatchCall> calls() {
    return calls;
  }

  Seq<Attribute> results() {
    return results;
  }

  LogicalPlan child() {
    return child;
  }

  /** The result of a call that is among these. */
  Optional<Attribute> result(BatchCall call) {
    List<BatchCall> known = ScalaSeq.list(calls);
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i).semanticEquals(call)) {
        return Optional.of(results.apply(i));
      }
    }
    return Optional.empty();
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

  @Override
  public Option<Object> maxRows() {
    return child.maxRows();
  }

  @Override
  public Seq<LogicalPlan> children() {
    return ScalaSeq.of(List.of(child));
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> others) {
    return new BatchCalls(calls, results, others.head());
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
    return other instanceof BatchCalls;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchCalls same
        && calls.equals(same.calls)
        && results.equals(same.results)
        && child.equals(same.child);
  }

  @Override
  public int hashCode() {
    return List.of(calls, results, child).hashCode();
  }
}

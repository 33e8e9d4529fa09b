package io.latentmill.udf.sql.catalyst;

import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.types.Metadata;

/**
 * Takes calls out of expressions: the operator that holds them gets {@link BatchCalls} below it,
 * and reads their results. It runs once filters and limits have been pushed down and columns that
 * nobody reads are gone, so that nothing is computed for rows and columns that are thrown away.
 */
public final class ExtractBatchCalls extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    LogicalPlan below = plan.mapChildren(child -> apply(child));
    if (CallsIn.innermost(below).isEmpty() || below instanceof BatchCalls) {
      return below;
    }
    if (below instanceof Aggregate aggregate && CallsOverAggregates.in(aggregate)) {
      Project above = CallsOverAggregates.above(aggregate);
      return extracted(above.withNewChildren(ScalaSeq.of(List.of(extracted(above.child())))));
    }
    return extracted(below);
  }

  /** From the inside out: a call's argument may be another's result. */
  private static LogicalPlan extracted(LogicalPlan plan) {
    List<BatchCall> calls = CallsIn.innermost(plan);
    if (calls.isEmpty()) {
      return plan;
    }
    if (plan.children().size() != 1) {
      throw LatentmillException.user(
          "%s cannot stand in a condition of %s; compute it in a SELECT of its own first",
          calls.get(0).name(), plan.nodeName());
    }
    Below below = new Below(plan.children().head());
    List<Attribute> results = below.results(calls);
    LogicalPlan reading =
        plan.withNewChildren(ScalaSeq.of(List.of(below.plan)))
            .mapExpressions(it -> replaced(it, calls, results));
    LogicalPlan whole = extracted(reading);
    return whole.output().equals(plan.output())
        ? whole
        : new Project(ScalaSeq.<NamedExpression>of(ScalaSeq.list(plan.output())), whole);
  }

  private static Expression replaced(
      Expression expression, List<BatchCall> calls, List<Attribute> results) {
    return CallsIn.replaced(
        expression,
        it -> {
          for (int i = 0; i < calls.size(); i++) {
            if (CallsIn.same(calls.get(i), it)) {
              return (Expression) results.get(i);
            }
          }
          return it;
        });
  }

  /** What an operator stands on, made to compute calls. */
  private static final class Below {
    private LogicalPlan plan;

    Below(LogicalPlan plan) {
      this.plan = plan;
    }

    /** The calls' results: those of a filter further below serve again. */
    List<Attribute> results(List<BatchCall> calls) {
      List<Attribute> results = new ArrayList<>();
      List<BatchCall> fresh = new ArrayList<>();
      List<Attribute> added = new ArrayList<>();
      for (BatchCall call : calls) {
        Optional<Attribute> known = known(call);
        if (known.isEmpty()) {
          fresh.add(call);
          added.add(attribute(call));
        }
        results.add(known.orElseGet(() -> added.get(added.size() - 1)));
      }
      if (!fresh.isEmpty()) {
        plan = new BatchCalls(ScalaSeq.of(fresh), ScalaSeq.of(added), plan);
      }
      return results;
    }

    private Optional<Attribute> known(BatchCall call) {
      if (!(plan instanceof Project project)) {
        return Optional.empty();
      }
      LogicalPlan computed = project.child();
      while (computed instanceof Filter filter) {
        computed = filter.child();
      }
      Optional<Attribute> known =
          computed instanceof BatchCalls calls ? calls.result(call) : Optional.empty();
      known
          .filter(it -> !project.outputSet().contains((NamedExpression) it))
          .ifPresent(it -> widen(project, it));
      return known;
    }

    private void widen(Project project, Attribute result) {
      List<NamedExpression> columns =
          new ArrayList<>(ScalaSeq.<NamedExpression>list(project.projectList()));
      columns.add((NamedExpression) result);
      plan = new Project(ScalaSeq.of(columns), project.child());
    }
  }

  private static Attribute attribute(BatchCall call) {
    return new AttributeReference(
        call.name(),
        call.dataType(),
        call.nullable(),
        Metadata.empty(),
        NamedExpression$.MODULE$.newExprId(),
        ScalaSeq.of(List.of()));
  }
}

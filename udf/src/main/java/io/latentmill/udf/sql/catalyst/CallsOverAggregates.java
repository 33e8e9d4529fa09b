package io.latentmill.udf.sql.catalyst;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.Option;

/**
 * Calls whose arguments are only known when rows have been aggregated: {@code
 * generate_image(max(prompt))}. They are moved to a projection above.
 */
final class CallsOverAggregates {
  private CallsOverAggregates() {}

  /** Whether there are such. */
  static boolean in(Aggregate aggregate) {
    return expressions(aggregate).stream().anyMatch(it -> isOver((Expression) it));
  }

  private static boolean isOver(Expression expression) {
    return CallsIn.has(
        expression,
        it ->
            it instanceof BatchCall call
                && call.arguments().stream()
                    .anyMatch(part -> CallsIn.has(part, AggregateExpression.class::isInstance)));
  }

  /** The projection, over an aggregate that gives what it needs. */
  static Project above(Aggregate aggregate) {
    List<NamedExpression> inside = new ArrayList<>();
    List<NamedExpression> above = new ArrayList<>();
    for (NamedExpression expression : expressions(aggregate)) {
      if (isOver((Expression) expression)) {
        above.add((NamedExpression) split((Expression) expression, aggregate, inside));
      } else {
        inside.add(expression);
        above.add(expression.toAttribute());
      }
    }
    return new Project(
        ScalaSeq.of(above),
        new Aggregate(aggregate.groupingExpressions(), ScalaSeq.of(inside), aggregate.child()));
  }

  /** What the aggregate computes is named there and read above. */
  private static Expression split(
      Expression expression, Aggregate aggregate, List<NamedExpression> inside) {
    return CallsIn.replaced(
        expression,
        it -> {
          boolean aggregated =
              it instanceof AggregateExpression
                  || ScalaSeq.<Expression>list(aggregate.groupingExpressions()).stream()
                      .anyMatch(group -> group.semanticEquals(it));
          if (!aggregated) {
            return it;
          }
          NamedExpression named = it instanceof NamedExpression own ? own : named(it);
          inside.add(named);
          return (Expression) named.toAttribute();
        });
  }

  private static NamedExpression named(Expression expression) {
    return new Alias(
        expression,
        "aggregated",
        NamedExpression$.MODULE$.newExprId(),
        ScalaSeq.of(List.of()),
        Option.empty(),
        ScalaSeq.of(List.of()));
  }

  private static List<NamedExpression> expressions(Aggregate aggregate) {
    return ScalaSeq.list(aggregate.aggregateExpressions());
  }
}

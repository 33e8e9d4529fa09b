package io.latentmill.udf.sql.catalyst;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Looks for calls in expressions, and puts other expressions in their places. */
final class CallsIn {
  private CallsIn() {}

  /** Whether one is anywhere in it. */
  static boolean any(Expression expression) {
    return has(expression, BatchCall.class::isInstance);
  }

  /** Whether some expression is in it. */
  static boolean has(Expression expression, Predicate<Expression> wanted) {
    return wanted.test(expression)
        || ScalaSeq.<Expression>list(expression.children()).stream()
            .anyMatch(child -> has(child, wanted));
  }

  /** Those of a plan's own expressions whose arguments hold none, equal ones once. */
  static List<BatchCall> innermost(LogicalPlan plan) {
    List<BatchCall> found = new ArrayList<>();
    ScalaSeq.<Expression>list(plan.expressions()).forEach(it -> collect(it, found));
    return found;
  }

  private static void collect(Expression expression, List<BatchCall> found) {
    boolean innermost =
        expression instanceof BatchCall call && call.arguments().stream().noneMatch(CallsIn::any);
    if (innermost) {
      if (found.stream().noneMatch(known -> same(known, expression))) {
        found.add((BatchCall) expression);
      }
    } else {
      ScalaSeq.<Expression>list(expression.children()).forEach(it -> collect(it, found));
    }
  }

  /** Whether two calls have one result; what is not deterministic has its own each time. */
  static boolean same(Expression one, Expression other) {
    return one == other || one.semanticEquals(other);
  }

  /** An expression in which some are replaced, the outermost first. */
  static Expression replaced(Expression expression, Function<Expression, Expression> replacement) {
    Expression other = replacement.apply(expression);
    return other == expression
        ? expression.mapChildren(child -> replaced(child, replacement))
        : other;
  }
}

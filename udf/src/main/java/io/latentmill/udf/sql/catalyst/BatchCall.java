package io.latentmill.udf.sql.catalyst;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.UserDefinedExpression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/**
 * A call in a query's text. It is never evaluated where it stands, row by row: {@link
 * ExtractBatchCalls} takes it out.
 */
public final class BatchCall extends Expression
    implements UserDefinedExpression, Unevaluable, Serializable {
  private static final long serialVersionUID = 1L;

  private final BatchFunction function;
  private final Seq<Expression> arguments;

  /** Of some arguments. */
  public BatchCall(BatchFunction function, Seq<Expression> arguments) {
    this.function = function;
    this.arguments = arguments;
  }

  BatchFunction function() {
    return function;
  }

  List<Expression> arguments() {
    return ScalaSeq.list(arguments);
  }

  @Override
  public String name() {
    return function.label();
  }

  @Override
  public String prettyName() {
    return function.label();
  }

  @Override
  public DataType dataType() {
    return function.resultType();
  }

  /** There is always a struct; what is null are its fields. */
  @Override
  public boolean nullable() {
    return false;
  }

  @Override
  public Seq<Expression> children() {
    return arguments;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> others) {
    return new BatchCall(function, others);
  }

  @Override
  public Object eval(InternalRow row) {
    throw new UnsupportedOperationException(this + " is not evaluated row by row");
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    throw new UnsupportedOperationException(this + " is not evaluated row by row");
  }

  @Override
  public int productArity() {
    return 2;
  }

  @Override
  public Object productElement(int index) {
    return index == 0 ? function : arguments;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof BatchCall;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchCall call
        && function.equals(call.function)
        && arguments.equals(call.arguments);
  }

  @Override
  public int hashCode() {
    return 31 * function.hashCode() + arguments.hashCode();
  }
}
